using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Data;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Auditing;

/// <summary>Every operator's act is written down with it, without secrets.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private AppHost _app = null!;

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("POST", "/api/users", """{"userName":"new","email":"new@example.com","password":"long enough 1"}""", "user.created", "new")]
    [InlineData("PUT", "/api/users/2", """{"group":"vip"}""", "user.changed", "ann")]
    [InlineData("PUT", "/api/users/2", """{"password":"another long one"}""", "user.changed", "ann")]
    [InlineData("PUT", "/api/users/2/role", """{"role":"operator"}""", "role.given", "ann")]
    [InlineData("POST", "/api/users/2/grants", """{"amountUsd":2,"reason":"r"}""", "grant.given", "ann")]
    [InlineData("POST", "/api/users/2/grants", """{"amountUsd":-1,"reason":"r"}""", "grant.withdrawn", "ann")]
    [InlineData("POST", "/api/users/2/tokens", """{"name":"made for ann"}""", "token.created", "made for ann")]
    [InlineData("PUT", "/api/groups/vip", """{"multiplier":0.5}""", "group.changed", "vip")]
    [InlineData("PUT", "/api/prices/gpt-4o", """{"inputPerMillion":1,"outputPerMillion":2}""", "price.created", "gpt-4o")]
    [InlineData("POST", "/api/channels", """{"name":"chan","baseUrl":"http://127.0.0.1:9","keys":["sk-the-upstream-secret"],"models":["gpt-4o"]}""", "channel.created", "chan")]
    [InlineData("POST", "/api/redemption-codes", """{"name":"batch","count":2,"amountUsd":1}""", "redemption_batch.created", "batch")]
    [InlineData("PUT", "/api/redemption-codes/batches/1", """{"enabled":false}""", "redemption_batch.codes_disabled", "1")]
    [InlineData("DELETE", "/api/redemption-codes/batches/1", null, "redemption_batch.codes_deleted", "1")]
    [InlineData("PUT", "/api/settings/retention", """{"usageDays":60}""", "setting.created", "retention")]
    [InlineData("POST", "/api/me/access-tokens", """{"name":"script"}""", "access_token.created", "script")]
    public async Task Act_ByScript_IsInTheLog(string method, string path, string? body, string act, string subject)
    {
        var (_, ann) = await _app.UserAsync("ann");
        ann.Dispose();
        await _app.Admin.CallAsync("POST", "/api/users/2/grants", """{"amountUsd":5}""");
        await _app.Admin.CallAsync("POST", "/api/redemption-codes", """{"name":"first","count":2,"amountUsd":1}""");
        var (status, answer) = await _app.Admin.CallAsync(method, path, body);
        Assert.InRange(status, 200, 204);
        var (_, log) = await _app.Admin.CallAsync("GET", $"/api/audit-log?act={act}&pageSize=1");
        var record = log!["items"]![0]!;
        Assert.Equal((AppHost.AdminName, 1, "127.0.0.1", act, subject), (
            record["actor"]!.GetValue<string>(), record["actorId"]!.GetValue<int>(), record["address"]!.GetValue<string>(), record["act"]!.GetValue<string>(), record["subject"]!.GetValue<string>()));
        await AssertNoSecretAsync(answer?["key"]?.GetValue<string>());
    }

    [Fact]
    public async Task Change_InTheLog_HasBeforeAndAfter()
    {
        var (id, ann) = await _app.UserAsync("ann");
        ann.Dispose();
        await _app.Admin.CallAsync("PUT", $"/api/users/{id}", """{"group":"vip"}""");
        await _app.Admin.CallAsync("PUT", "/api/settings/retention", """{"usageDays":60}""");
        await _app.Admin.CallAsync("PUT", "/api/settings/retention", """{"usageDays":61}""");
        await _app.Admin.CallAsync("PUT", "/api/groups/vip", """{"multiplier":0.5,"priceYuan":12.5,"includedUsd":3}""");
        var (_, users) = await _app.Admin.CallAsync("GET", "/api/audit-log?act=user");
        Assert.Equal("""{"groupName":{"before":"default","after":"vip"}}""", users!["items"]![0]!["changes"]!.ToJsonString());
        var (_, groups) = await _app.Admin.CallAsync("GET", "/api/audit-log?act=group.changed");
        Assert.Equal(
            """{"includedCreditUsd":{"before":50,"after":3},"multiplier":{"before":0.95,"after":0.5},"priceYuan":{"before":648,"after":12.5}}""",
            groups!["items"]![0]!["changes"]!.ToJsonString());
        var (_, settings) = await _app.Admin.CallAsync("GET", "/api/audit-log?act=setting.changed");
        Assert.Equal("""{"usageDays":{"before":60,"after":61}}""", settings!["items"]![0]!["changes"]!.ToJsonString());
    }

    [Fact]
    public async Task Act_ThatIsRefused_IsNotInTheLog()
    {
        await _app.Admin.CallAsync("PUT", "/api/groups/vip", """{"multiplier":-1}""");
        await _app.Admin.CallAsync("POST", "/api/users/2/grants", """{"amountUsd":1}""");
        Assert.Equal(0, (await _app.Admin.CallAsync("GET", "/api/audit-log")).Body!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Lockout_IsInTheLog_AsSuspicious()
    {
        var (_, ann) = await _app.UserAsync("ann");
        ann.Dispose();
        using var visitor = new SiteVisitor(_app.BaseAddress);
        for (var i = 0; i < 5; i++)
        {
            await visitor.LogInAsync("ann", "wrong password");
        }

        var (_, log) = await _app.Admin.CallAsync("GET", "/api/audit-log?suspicious=true");
        var record = log!["items"]!.AsArray().Single()!;
        Assert.Equal(("sign_in.locked_out", "ann", "", "127.0.0.1"), (
            record["act"]!.GetValue<string>(), record["subject"]!.GetValue<string>(), record["actor"]!.GetValue<string>(), record["address"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Export_IsCsv_AndNoFormula()
    {
        await _app.Admin.CallAsync("POST", "/api/me/access-tokens", """{"name":"=1+1"}""");
        var csv = await _app.Admin.GetStringAsync("/api/audit-log/csv");
        Assert.StartsWith("id,at,actorId,actor,address,act,subjectId,subject,suspicious,changes\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("access_token.created", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",=1+1", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_FindsByNameAndAddress()
    {
        await _app.Admin.CallAsync("PUT", "/api/groups/vip", """{"multiplier":0.5}""");
        foreach (var (search, found) in new[] { ("vip", 1), ("root", 1), ("127.0.0.1", 1), ("127.0", 0), ("nobody", 0), ("%", 0) })
        {
            Assert.Equal(found, (await _app.Admin.CallAsync("GET", $"/api/audit-log?search={Uri.EscapeDataString(search)}")).Body!["total"]!.GetValue<int>());
        }
    }

    private async Task AssertNoSecretAsync(string? key)
    {
        await using var context = _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        var text = string.Join('\n', await context.AuditRecords.Select(record => record.Subject + record.Changes).ToListAsync());
        Assert.All(
            new[] { "long enough 1", "another long one", "sk-the-upstream-secret", "CfDJ8", "AQAAAA", key }.OfType<string>(),
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.NotNull(JsonNode.Parse((await context.AuditRecords.FirstAsync()).Changes));
    }
}
