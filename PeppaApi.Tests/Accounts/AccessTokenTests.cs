using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Data;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

public sealed class AccessTokenTests
{
    [Fact]
    public async Task Token_WithScopes_DoesThatMuch()
    {
        await using var app = await AppHost.StartAsync();
        using var reader = await MakeAsync(app, app.Admin, """{"name":"r","scopes":["read"]}""");
        Assert.Equal(200, (await reader.CallAsync("GET", "/api/me")).Status);
        Assert.Equal(403, (await reader.CallAsync("POST", "/api/me/tokens", """{"name":"t"}""")).Status);
        Assert.Equal(403, (await reader.CallAsync("GET", "/api/users")).Status);
        using var writer = await MakeAsync(app, app.Admin, """{"name":"w","scopes":["write"]}""");
        Assert.Equal(403, (await writer.CallAsync("GET", "/api/me")).Status);
        Assert.Equal(201, (await writer.CallAsync("POST", "/api/me/tokens", """{"name":"t"}""")).Status);
        using var auditor = await MakeAsync(app, app.Admin, """{"name":"a","scopes":["read","admin"]}""");
        // What is in a backup lets one be anybody.
        var (_, backup) = await app.Admin.CallAsync("POST", "/api/backups");
        Assert.Equal(200, (await auditor.CallAsync("GET", "/api/backups")).Status);
        Assert.Equal(403, (await auditor.CallAsync("GET", $"/api/backups/{backup!["name"]}")).Status);
        Assert.Equal(200, (await auditor.CallAsync("GET", "/api/users")).Status);
        Assert.Equal(403, (await auditor.CallAsync("PUT", "/api/groups/vip", """{"multiplier":0.5}""")).Status);
    }

    [Fact]
    public async Task Token_MadeByAToken_MayNotDoMore()
    {
        await using var app = await AppHost.StartAsync();
        using var writer = await MakeAsync(app, app.Admin, """{"name":"w","scopes":["write"]}""");
        var (status, problem) = await writer.CallAsync("POST", "/api/me/access-tokens", """{"name":"x","scopes":["write","admin"]}""");
        Assert.Equal(400, status);
        Assert.NotNull(problem!["errors"]!["scopes"]);
        var (_, made) = await writer.CallAsync("POST", "/api/me/access-tokens", """{"name":"x"}""");
        Assert.Equal(["write"], made!["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()));
        var (_, ann) = await app.UserAsync("ann");
        Assert.Equal(400, (await ann.CallAsync("POST", "/api/me/access-tokens", """{"name":"x","scopes":["admin"]}""")).Status);
        Assert.Equal(400, (await ann.CallAsync("POST", "/api/me/access-tokens", """{"name":"x","scopes":["root"]}""")).Status);
        Assert.Equal(400, (await ann.CallAsync("POST", "/api/me/access-tokens", """{"name":"x","scopes":[]}""")).Status);
        ann.Dispose();
    }

    [Fact]
    public async Task Token_ExpiredOrDeleted_OpensNothing()
    {
        await using var app = await AppHost.StartAsync();
        var (id, ann) = await app.UserAsync("ann");
        var later = TimeProvider.System.GetUtcNow().AddHours(1).ToString("o", CultureInfo.InvariantCulture);
        using var soon = await MakeAsync(app, ann, $$"""{"name":"soon","expiresAt":"{{later}}"}""");
        Assert.Equal(200, (await soon.CallAsync("GET", "/api/me")).Status);
        await using (var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext())
        {
            var now = TimeProvider.System.GetUtcNow();
            await context.AccessTokens.Where(token => token.Name == "soon").ExecuteUpdateAsync(set => set.SetProperty(token => token.ExpiresAt, now));
        }

        Assert.Equal(401, (await soon.CallAsync("GET", "/api/me")).Status);
        Assert.Equal(400, (await ann.CallAsync("POST", "/api/me/access-tokens", """{"name":"x","expiresAt":"2020-01-01T00:00:00Z"}""")).Status);
        var (_, list) = await ann.CallAsync("GET", "/api/me/access-tokens");
        Assert.NotNull(list!["items"]!.AsArray().Single(token => token!["name"]!.GetValue<string>() == "test")!["lastUsedAt"]);
        var own = list["items"]!.AsArray().Single(token => token!["name"]!.GetValue<string>() == "test")!["id"];
        Assert.Equal(404, (await app.Admin.CallAsync("DELETE", $"/api/me/access-tokens/{own}")).Status);
        Assert.Equal(204, (await ann.CallAsync("DELETE", $"/api/me/access-tokens/{own}")).Status);
        Assert.Equal(401, (await ann.CallAsync("GET", "/api/me")).Status);
        ann.Dispose();
    }

    private static async Task<HttpClient> MakeAsync(AppHost app, HttpClient by, string body)
    {
        var (status, made) = await by.CallAsync("POST", "/api/me/access-tokens", body);
        Assert.Equal(201, status);
        return app.Client(made!["key"]!.GetValue<string>());
    }
}
