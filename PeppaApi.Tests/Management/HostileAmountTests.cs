using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Management;

/// <summary>Amounts and prices of any size and spelling: taken exactly or refused, never a fault, and no credit out of nothing. Script in every free text stays text.</summary>
public sealed class HostileAmountTests
{
    private const string Evil = "<script>alert(1)</script>";

    private static readonly Gen<string> Number = Gen.OneOf(
        Of("0", "-0", "-1", "1e308", "1e-308", "-1e308", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "79228162514264337593543950335",
            "79228162514264337593543950336", "0.0000000001", "1e9999", "NaN", "null", "true", "\"1\"", "\"\"", "[]", "{}", "01", "1.", ".5", "1_000", "0x10"),
        Gen.Decimal.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Numbers_OfAnyKind_AreTakenOrRefused()
    {
        await using var app = await AppHost.StartAsync();
        await app.UserAsync("some");
        (string Method, string Path, string Body)[] calls =
        [
            ("POST", "/api/users/2/grants", """{"amountUsd":#,"reason":"r"}"""),
            ("PUT", "/api/prices/some/model", """{"inputPerMillion":#,"outputPerMillion":#}"""),
            ("PUT", "/api/prices/some/model", """{"inputPerMillion":1,"outputPerMillion":1,"perCall":#,"discount":#}"""),
            ("PUT", "/api/groups/gold", """{"multiplier":#}"""),
            ("POST", "/api/redemption-codes", """{"name":"n","count":1,"amountUsd":#}"""),
            ("POST", "/api/me/tokens", """{"name":"t","limitUsd":#}"""),
            ("PUT", "/api/users/2/limits", """{"requestsPerMinute":#,"creditPerDayUsd":#}"""),
            ("PUT", "/api/settings/gifts", """{"inviteUsd":#}"""),
        ];
        await Gen.Select(Of(calls), Number).SampleAsync(
            async (call, number) =>
            {
                var (status, body) = await app.Admin.CallAsync(call.Method, call.Path, call.Body.Replace("#", number, StringComparison.Ordinal));
                Assert.True(status is (>= 200 and < 300) or 400, $"{call.Path} {number}: {status} {body?.ToJsonString()}");
            },
            iter: 300, threads: 1);
        Assert.Empty((await app.Services.GetRequiredService<LedgerAudit>().RunAsync()).Differences);
        Assert.True((await app.Services.GetRequiredService<BalanceReader>().GetAsync(2)).Available >= 0);
    }

    [Fact]
    public async Task Script_InEveryFreeText_StaysText()
    {
        await using var app = await AppHost.StartAsync();
        var (id, user) = await app.UserAsync("some");
        user.Dispose();
        (string Method, string Path, string Body)[] calls =
        [
            ("POST", "/api/channels", """{"name":"#","baseUrl":"http://127.0.0.1:9","keys":["k"],"models":["gpt-4o","#"],"tag":"#"}"""),
            ("POST", "/api/me/tokens", """{"name":"#"}"""),
            ("POST", "/api/redemption-codes", """{"name":"#","count":1,"amountUsd":1}"""),
            ("POST", $"/api/users/{id}/grants", """{"amountUsd":1,"reason":"#"}"""),
            ("POST", "/api/users/1/grants", """{"amountUsd":1,"reason":"#"}"""),
            ("POST", "/api/me/access-tokens", """{"name":"#"}"""),
            ("PUT", "/api/settings/site", """{"siteName":"#"}"""),
            ("PUT", "/api/settings/addresses", """{"addresses":[{"address":"https://relay.example.com","kind":"abroad","note":"#"}]}"""),
            ("PUT", "/api/prices/some/model", """{"inputPerMillion":1,"outputPerMillion":1,"note":"#"}"""),
        ];
        foreach (var (method, path, body) in calls)
        {
            var (status, answer) = await app.Admin.CallAsync(method, path, body.Replace("#", Evil, StringComparison.Ordinal));
            Assert.True(status is (>= 200 and < 300) or 400, $"{path}: {status} {answer?.ToJsonString()}");
        }

        using var visitor = new SiteVisitor(app.BaseAddress);
        await visitor.LogInAsync(AppHost.AdminName, AppHost.AdminPassword);
        var seen = 0;
        foreach (var path in (string[])["/", "/docs", "/dashboard", "/token", "/topup", "/log", "/statement", "/setting", "/setting/access-tokens", "/admin", "/admin/channels", "/admin/users", $"/admin/users/{id}",
            "/admin/groups", "/admin/redemptions", "/admin/usage", "/admin/report", "/admin/announcements", "/admin/health", "/admin/prices", "/admin/audit-log", "/admin/settings", "/admin/mail"])
        {
            var page = await visitor.Client.GetStringAsync(new Uri(path, UriKind.Relative));
            Assert.DoesNotContain(Evil, page, StringComparison.OrdinalIgnoreCase);
            seen += page.Contains("&lt;script&gt;alert(1)", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        Assert.InRange(seen, 5, 100);
    }

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
