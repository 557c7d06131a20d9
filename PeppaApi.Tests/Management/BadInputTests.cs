using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Management;

/// <summary>Bad input is answered with 400 and the name of the field, and changes nothing.</summary>
public sealed class BadInputTests(SharedHost host) : IClassFixture<SharedHost>
{
    private readonly AppHost _app = host.App;

    [Theory]
    [InlineData("POST", "/api/channels", "{", "body")]
    [InlineData("POST", "/api/channels", "[]", "body")]
    [InlineData("POST", "/api/channels", null, "body")]
    [InlineData("POST", "/api/channels", """{"baseUrl":"http://a","keys":["k"],"models":["m"]}""", "name")]
    [InlineData("POST", "/api/channels", """{"name":"c","baseUrl":"ftp://a","keys":["k"],"models":["m"]}""", "baseUrl")]
    [InlineData("POST", "/api/channels", """{"name":"c","baseUrl":"http://a","models":["m"]}""", "keys")]
    [InlineData("POST", "/api/channels", """{"name":"c","baseUrl":"http://a","keys":["k"],"models":"m"}""", "models")]
    [InlineData("POST", "/api/channels", """{"name":"c","baseUrl":"http://a","keys":["k"],"models":["m"],"clientGone":"maybe"}""", "clientGone")]
    [InlineData("PUT", "/api/prices/m", """{"outputPerMillion":1}""", "inputPerMillion")]
    [InlineData("PUT", "/api/prices/m", """{"inputPerMillion":-1,"outputPerMillion":1}""", "inputPerMillion")]
    [InlineData("PUT", "/api/prices/m", """{"inputPerMillion":"many","outputPerMillion":1}""", "inputPerMillion")]
    [InlineData("PUT", "/api/groups/vip", """{"multiplier":-0.1}""", "multiplier")]
    [InlineData("PUT", "/api/groups/another", "{}", "multiplier")]
    [InlineData("PUT", "/api/groups/a%20b", """{"multiplier":1}""", "name")]
    [InlineData("POST", "/api/users", """{"userName":"a b","email":"a@example.com","password":"long enough 1"}""", "userName")]
    [InlineData("POST", "/api/users", """{"userName":"ROOT","email":"a@example.com","password":"long enough 1"}""", "userName")]
    [InlineData("POST", "/api/users", """{"userName":"other","email":"ROOT@example.com","password":"long enough 1"}""", "email")]
    [InlineData("POST", "/api/users", """{"userName":"other","email":"none","password":"long enough 1"}""", "email")]
    [InlineData("POST", "/api/users", """{"userName":"other","email":"a@example.com","password":"short"}""", "password")]
    [InlineData("POST", "/api/users", """{"userName":"other","email":"a@example.com","password":"long enough 1","group":"none"}""", "group")]
    [InlineData("POST", "/api/users/1/grants", """{"amountUsd":0}""", "amountUsd")]
    [InlineData("POST", "/api/users/1/grants", """{"amountUsd":0.0000000001}""", "amountUsd")]
    [InlineData("POST", "/api/users/1/grants", """{"amountUsd":1e30}""", "amountUsd")]
    [InlineData("POST", "/api/users/1/grants", """{"amountUsd":1,"expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("POST", "/api/me/tokens", """{"name":""}""", "name")]
    [InlineData("POST", "/api/me/tokens", """{"name":"t","limitUsd":-1}""", "limitUsd")]
    [InlineData("POST", "/api/me/tokens/bulk", """{"count":501,"token":{"name":"t"}}""", "count")]
    [InlineData("POST", "/api/me/tokens/bulk", """{"count":2}""", "token")]
    [InlineData("POST", "/api/me/tokens/1/rotate", """{"graceMinutes":9223372036854775807}""", "graceMinutes")]
    [InlineData("POST", "/api/me/tokens/1/rotate", """{"graceMinutes":-9223372036854775808}""", "graceMinutes")]
    [InlineData("GET", "/api/me/tokens?order=5", null, "order")]
    [InlineData("POST", "/api/me/tokens", """{"name":"t","allowedIps":["10.0.0.0/33"]}""", "allowedIps")]
    [InlineData("POST", "/api/users/1/grants", """{"amountUsd":1,"kind":"refund"}""", "kind")]
    [InlineData("PUT", "/api/settings/gifts", """{"signUpUsd":-1}""", "signUpUsd")]
    [InlineData("PUT", "/api/settings/gifts", """{"signUpUsd":0.0000000001}""", "signUpUsd")]
    [InlineData("PUT", "/api/settings/gifts", """{"signUpDays":-1}""", "signUpDays")]
    [InlineData("PUT", "/api/settings/gifts", """{"inviteUsd":10001}""", "inviteUsd")]
    [InlineData("PUT", "/api/settings/gifts", """{"inviteDays":4000}""", "inviteDays")]
    [InlineData("PUT", "/api/settings/gifts", """{"topUpSharePercent":101}""", "topUpSharePercent")]
    [InlineData("PUT", "/api/me/time-zone", """{"timeZone":"Mars/Olympus"}""", "timeZone")]
    [InlineData("PUT", "/api/settings/time", """{"timeZone":null}""", "timeZone")]
    [InlineData("PUT", "/api/settings/limits", """{"exemptAddresses":["10.0.0.0/40"]}""", "exemptAddresses")]
    [InlineData("PUT", "/api/settings/limits", """{"users":{"concurrency":0}}""", "concurrency")]
    [InlineData("PUT", "/api/users/1/limits", """{"creditPerDayUsd":-1}""", "creditPerDayUsd")]
    [InlineData("PUT", "/api/users/1/limits", """{"tokensPerMinute":0}""", "tokensPerMinute")]
    [InlineData("POST", "/api/me/tokens", """{"name":"t","creditPerWeekUsd":0.0000000001}""", "creditPerWeekUsd")]
    [InlineData("GET", "/api/report?by=moon", null, "by")]
    [InlineData("GET", "/api/report?by=1", null, "by")]
    [InlineData("GET", "/api/report?from=2026-02-01&to=2026-01-01", null, "to")]
    [InlineData("GET", "/api/report?from=1990-01-01&to=2026-01-01", null, "to")]
    [InlineData("PUT", "/api/settings/retention", """{"usageDays":-1}""", "usageDays")]
    [InlineData("PUT", "/api/settings/retention", """{"usageDays":4000}""", "usageDays")]
    [InlineData("PUT", "/api/settings/retention", """{"usageDays":"x"}""", "usageDays")]
    [InlineData("GET", "/api/me/statements/2026-13", null, "month")]
    [InlineData("GET", "/api/me/statements/2999-01", null, "month")]
    [InlineData("GET", "/api/me/statements/november", null, "month")]
    [InlineData("POST", "/api/me/tokens", """{"name":"t","requestsPerMinute":0}""", "requestsPerMinute")]
    [InlineData("POST", "/api/me/tokens", """{"name":"t","concurrency":-1}""", "concurrency")]
    [InlineData("GET", "/api/usage?page=0", null, "page")]
    [InlineData("GET", "/api/usage?pageSize=201", null, "pageSize")]
    [InlineData("GET", "/api/usage?from=yesterday", null, "from")]
    [InlineData("GET", "/api/usage?status=9", null, "status")]
    [InlineData("GET", "/api/users?page=x", null, "page")]
    public async Task BadInput_IsRefused_WithTheNameOfTheField(string method, string path, string? body, string field)
    {
        var (status, answer) = await _app.Admin.CallAsync(method, path, body);
        Assert.True(status == 400, $"{status} {answer}");
        Assert.Equal([field], answer!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task LastAdmin_DisablingThemself_IsDeniedAndStays()
    {
        var (status, answer) = await _app.Admin.CallAsync("PUT", "/api/users/1", """{"disabled":true}""");
        Assert.True(status == 403, $"{status} {answer}");
        var (_, stays) = await _app.Admin.CallAsync("GET", "/api/users/1");
        Assert.False(stays!["disabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Body_AboveTheLimit_Is413()
    {
        var (status, _) = await _app.Admin.CallAsync("POST", "/api/me/tokens", $$"""{"name":"{{new string('x', 1_100_000)}}"}""");
        Assert.Equal(413, status);
    }

    [Fact]
    public async Task Put_NamesOneField_KeepsTheOthers()
    {
        var (_, made) = await _app.Admin.CallAsync("POST", "/api/me/tokens", """{"name":"t","limitUsd":2.5,"models":["gpt-4o"]}""");
        var path = $"/api/me/tokens/{made!["id"]}";
        var (_, disabled) = await _app.Admin.CallAsync("PUT", path, """{"Enabled":false}""");
        Assert.False(disabled!["enabled"]!.GetValue<bool>());
        Assert.Equal(2.5m, disabled["limitUsd"]!.GetValue<decimal>());
        var (_, unlimited) = await _app.Admin.CallAsync("PUT", path, """{"limitUsd":null}""");
        Assert.Null(unlimited!["limitUsd"]);
        Assert.Equal("gpt-4o", unlimited["models"]![0]!.GetValue<string>());
    }
}
