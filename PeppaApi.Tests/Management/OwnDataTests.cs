using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Management;

/// <summary>What people see of themselves, and of nobody else.</summary>
public sealed class OwnDataTests
{
    [Fact]
    public async Task Token_OfSomebodyElse_IsNotFound()
    {
        await using var app = await AppHost.StartAsync();
        var (_, ann) = await app.UserAsync("ann");
        var (_, bob) = await app.UserAsync("bob");
        var (_, made) = await ann.CallAsync("POST", "/api/me/tokens", """{"name":"mine"}""");
        Assert.StartsWith("sk-", made!["key"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(404, (await bob.CallAsync("DELETE", $"/api/me/tokens/{made["id"]}")).Status);
        Assert.Equal(0, (await bob.CallAsync("GET", "/api/me/tokens")).Body!["total"]!.GetValue<int>());
        var (_, mine) = await ann.CallAsync("GET", "/api/me/tokens");
        Assert.Equal(1, mine!["total"]!.GetValue<int>());
        Assert.Null(mine["items"]![0]!["key"]);
        ann.Dispose();
        bob.Dispose();
    }

    [Fact]
    public async Task Balance_OfGrants_AddsUp()
    {
        await using var app = await AppHost.StartAsync();
        var (id, ann) = await app.UserAsync("ann");
        Assert.Equal(0m, (await ann.CallAsync("GET", "/api/me/balance")).Body!["availableUsd"]!.GetValue<decimal>());
        await app.Admin.CallAsync("POST", $"/api/users/{id}/grants", """{"amountUsd":5,"reason":"welcome"}""");
        await app.Admin.CallAsync("POST", $"/api/users/{id}/grants", """{"amountUsd":0.000000001,"kind":"gift"}""");
        var (_, balance) = await ann.CallAsync("GET", "/api/me/balance");
        Assert.Equal(5.000000001m, balance!["availableUsd"]!.GetValue<decimal>());
        Assert.Equal(["gift", "adjustment"], balance["grants"]!.AsArray().Select(grant => grant!["kind"]!.GetValue<string>()));
        Assert.True((await app.Admin.CallAsync("POST", "/api/ledger/audit")).Body!["ok"]!.GetValue<bool>());
        ann.Dispose();
    }

    [Fact]
    public async Task Key_AsksAboutItself_AndLearnsNothingOfTheAccount()
    {
        await using var app = await AppHost.StartAsync();
        await app.Admin.CallAsync("POST", "/api/users/1/grants", """{"amountUsd":100}""");
        var (_, made) = await app.Admin.CallAsync("POST", "/api/me/tokens", """{"name":"sold","limitUsd":3}""");
        using var holder = app.Client(made!["key"]!.GetValue<string>());
        var (status, token) = await holder.CallAsync("GET", "/api/token");
        Assert.Equal(200, status);
        Assert.Equal(3m, token!["remainingUsd"]!.GetValue<decimal>());
        Assert.DoesNotContain("100", token.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(401, (await holder.CallAsync("GET", "/api/me")).Status);
    }

    [Fact]
    public async Task DisabledUser_IsOutAtOnce()
    {
        await using var app = await AppHost.StartAsync();
        var (id, ann) = await app.UserAsync("ann");
        await app.Admin.CallAsync("PUT", $"/api/users/{id}", """{"disabled":true}""");
        Assert.Equal(401, (await ann.CallAsync("GET", "/api/me")).Status);
        await app.Admin.CallAsync("PUT", $"/api/users/{id}", """{"disabled":false}""");
        Assert.Equal(200, (await ann.CallAsync("GET", "/api/me")).Status);
        ann.Dispose();
    }

    [Fact]
    public async Task ChannelKey_IsNeverReadBack()
    {
        await using var app = await AppHost.StartAsync();
        const string Key = "sk-upstream-secret-000000000000";
        var (_, made) = await app.Admin.CallAsync(
            "POST", "/api/channels", $$"""{"name":"c","baseUrl":"http://127.0.0.1:9","keys":["{{Key}}"],"models":["gpt-4o"]}""");
        var (_, changed) = await app.Admin.CallAsync("PUT", $"/api/channels/{made!["id"]}", """{"name":"d"}""");
        Assert.Equal("d", changed!["name"]!.GetValue<string>());
        Assert.Equal("0000", changed["keys"]![0]!["hint"]!.GetValue<string>());
        Assert.DoesNotContain(Key, made.ToJsonString() + changed.ToJsonString(), StringComparison.Ordinal);
    }
}
