using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

/// <summary>What people do with their own account under /setting.</summary>
public sealed partial class ProfileTests : IAsyncLifetime
{
    private AppHost _app = null!;
    private SiteVisitor _visitor = null!;
    private HttpClient _ann = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await AppHost.StartAsync();
        (_, _ann) = await _app.UserAsync("ann");
        _visitor = new SiteVisitor(_app.BaseAddress);
        await _visitor.LogInAsync("ann", ApiCalls.Password);
    }

    public async ValueTask DisposeAsync()
    {
        _ann.Dispose();
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Language_Chosen_IsThatOfTheNextPage()
    {
        Assert.Contains("Saved.", (await _visitor.PostAsync("/setting", "profile", ("Input.DisplayName", "Ann <b>"), ("Input.Language", "zh-CN"))).Text, StringComparison.Ordinal);
        Assert.Contains("个人资料", (await _visitor.GetAsync("/setting")).Text, StringComparison.Ordinal);
        Assert.Contains("不可见字符", (await _visitor.PostAsync("/setting", "profile", ("Input.DisplayName", "a\u202eb"))).Text, StringComparison.Ordinal);
        Assert.Contains("最多 60", (await _visitor.PostAsync("/setting", "profile", ("Input.DisplayName", new string('x', 10_000)))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccessToken_MadeOnThePage_WorksAsFarAsItsScopesAndIsShownOnce()
    {
        const string Page = "/setting/access-tokens";
        var (_, page, _) = await _visitor.PostAsync(Page, "access-token", ("Input.Name", "script"), ("Input.Read", "True"), ("Input.Days", "30"));
        var key = Key().Match(page).Groups[1].Value;
        using (var script = _app.Client(key))
        {
            Assert.Equal(200, (await script.CallAsync("GET", "/api/me")).Status);
            Assert.Equal(403, (await script.CallAsync("POST", "/api/me/tokens", """{"name":"t"}""")).Status);
        }

        (_, page, _) = await _visitor.GetAsync(Page);
        Assert.DoesNotContain(key, page, StringComparison.Ordinal);
        Assert.Contains("more than you may", (await _visitor.PostAsync(Page, "access-token", ("Input.Name", "x"), ("Input.Admin", "True"), ("Input.Days", "30"))).Text, StringComparison.Ordinal);
        await _visitor.PostAsync(Page, page, DeleteForm().Matches(page).Select(match => match.Value).First());
        using var gone = _app.Client(key);
        Assert.Equal(401, (await gone.CallAsync("GET", "/api/me")).Status);
    }

    [Fact]
    public async Task Export_HasEverythingButSecrets()
    {
        await _app.Admin.CallAsync("POST", "/api/users/2/grants", """{"amountUsd":1.5,"reason":"hello"}""");
        var (_, made) = await _ann.CallAsync("POST", "/api/me/tokens", """{"name":"mine"}""");
        var text = await _visitor.Client.GetStringAsync("/setting/data/export");
        var data = JsonNode.Parse(text)!;
        Assert.Equal("ann@example.com", data["profile"]!["email"]!.GetValue<string>());
        Assert.Equal(1.5m, data["grants"]![0]!["amountUsd"]!.GetValue<decimal>());
        Assert.Equal("mine", data["tokens"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("signed_in", data["signIns"]![0]!["result"]!.GetValue<string>());
        Assert.DoesNotContain(made!["key"]!.GetValue<string>(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hash", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("ann", (await _ann.CallAsync("GET", "/api/me/export")).Body!["profile"]!["userName"]!.GetValue<string>());
    }

    [Fact]
    public async Task Deletion_Confirmed_ForgetsThePersonAndKeepsTheBooks()
    {
        await _app.Admin.CallAsync("POST", "/api/users/2/grants", """{"amountUsd":1.5,"reason":"hello"}""");
        var (_, made) = await _ann.CallAsync("POST", "/api/me/tokens", """{"name":"mine"}""");
        const string Page = "/setting/data";
        Assert.Contains("$1.50 of unspent credit", (await _visitor.GetAsync(Page)).Text, StringComparison.Ordinal);
        Assert.Contains("exactly", (await _visitor.PostAsync(Page, "delete-account", ("UserName", "anna"))).Text, StringComparison.Ordinal);
        Assert.Equal("/", (await _visitor.PostAsync(Page, "delete-account", ("UserName", "ann"))).Location);

        Assert.Equal(302, (await _visitor.GetAsync("/dashboard")).Status);
        Assert.Equal(401, (await _ann.CallAsync("GET", "/api/me")).Status);
        using (var holder = _app.Client(made!["key"]!.GetValue<string>()))
        {
            Assert.Equal(401, (await holder.CallAsync("GET", "/api/token")).Status);
        }

        Assert.Null((await _visitor.LogInAsync("ann", ApiCalls.Password)).Location);
        Assert.Equal(0, (await _app.Services.GetRequiredService<BalanceReader>().GetAsync(2)).Available);
        Assert.Empty((await _app.Services.GetRequiredService<LedgerAudit>().RunAsync()).Differences);
        await using var context = _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        var user = await context.Users.SingleAsync(row => row.Id == 2);
        Assert.Equal(("deleted-2", "deleted-2@deleted.invalid", null), (user.UserName, user.Email, user.PasswordHash));
        Assert.Equal((0, 0), (await context.SignIns.CountAsync(row => row.UserId == 2), await context.Sessions.CountAsync(row => row.UserId == 2)));
        Assert.Equal(2, await context.LedgerEntries.CountAsync(row => row.UserId == 2));
        Assert.DoesNotContain("ann@example.com", string.Join(' ', await context.AuditRecords.Select(row => row.Changes + row.Subject).ToListAsync()), StringComparison.Ordinal);
        // The name is free again, and the mail address.
        (await _app.UserAsync("ann")).Client.Dispose();
    }

    [Fact]
    public async Task Deletion_OfTheLastAdmin_IsRefused()
    {
        using var root = new SiteVisitor(_app.BaseAddress);
        await root.LogInAsync(AppHost.AdminName, AppHost.AdminPassword);
        Assert.Contains("last operator", (await root.PostAsync("/setting/data", "delete-account", ("UserName", "root"))).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await root.GetAsync("/dashboard")).Status);
    }

    [GeneratedRegex("data-access-token>([^<]+)<")]
    private static partial Regex Key();

    [GeneratedRegex("access-token-\\d+")]
    private static partial Regex DeleteForm();
}
