using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

/// <summary>Who may do what to whom.</summary>
public sealed class OperatorTests : IAsyncLifetime
{
    private AppHost _app = null!;
    private HttpClient _operator = null!;
    private long _operatorId;

    public async ValueTask InitializeAsync()
    {
        _app = await AppHost.StartAsync();
        (_operatorId, _operator) = await _app.OperatorAsync("olga");
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Operator_WithUsers_DoesWhatTheyAreThereFor()
    {
        var (id, user) = await _app.UserAsync("ann");
        user.Dispose();
        Assert.Equal(200, (await _operator.CallAsync("PUT", $"/api/users/{id}", """{"disabled":true,"group":"vip","emailConfirmed":true}""")).Status);
        Assert.Equal(201, (await _operator.CallAsync("POST", $"/api/users/{id}/grants", """{"amountUsd":1}""")).Status);
        Assert.Equal(200, (await _operator.CallAsync("POST", $"/api/users/{id}/grants", """{"amountUsd":-1,"reason":"r"}""")).Status);
        Assert.Equal(204, (await _operator.CallAsync("DELETE", $"/api/users/{id}/two-step")).Status);
        Assert.Equal(201, (await _operator.CallAsync("POST", "/api/users", """{"userName":"new","email":"new@example.com","password":"long enough 1"}""")).Status);
    }

    [Theory]
    [InlineData("PUT", "", """{"disabled":true}""")]
    [InlineData("PUT", "", """{"password":"a new long password"}""")]
    [InlineData("PUT", "/role", """{"role":"user"}""")]
    [InlineData("POST", "/grants", """{"amountUsd":1}""")]
    [InlineData("POST", "/grants", """{"amountUsd":-1,"reason":"r"}""")]
    [InlineData("POST", "/tokens", """{"name":"t"}""")]
    [InlineData("DELETE", "/two-step", null)]
    [InlineData("DELETE", "/sessions", null)]
    public async Task Operator_WithPeersAdminsAndThemselves_IsRefused(string method, string act, string? body)
    {
        var (peer, client) = await _app.OperatorAsync("otto");
        client.Dispose();
        foreach (var id in new[] { 1, peer, _operatorId })
        {
            Assert.Equal(403, (await _operator.CallAsync(method, $"/api/users/{id}{act}", body)).Status);
        }

        Assert.False((await Users.GetAsync(1))!.Disabled);
    }

    [Fact]
    public async Task Role_AskedForByAnybodyButAnAdmin_IsNotRaised()
    {
        var (id, user) = await _app.UserAsync("ann");
        Assert.Equal(403, (await _operator.CallAsync("PUT", $"/api/users/{_operatorId}/role", """{"role":"admin"}""")).Status);
        Assert.Equal(403, (await _operator.CallAsync("PUT", $"/api/users/{id}/role", """{"role":"operator"}""")).Status);
        Assert.Equal(403, (await user.CallAsync("PUT", $"/api/users/{id}/role", """{"role":"admin"}""")).Status);
        Assert.Equal(403, (await _operator.CallAsync("POST", "/api/users", """{"userName":"new","email":"new@example.com","password":"long enough 1","admin":true}""")).Status);
        // A field that is not for changing a user is no way round.
        await _operator.CallAsync("PUT", $"/api/users/{id}", """{"role":"admin","admin":true}""");
        Assert.Equal("user", (await Users.GetAsync(id))!.Role);
        Assert.Equal("operator", (await Users.GetAsync(_operatorId))!.Role);
        user.Dispose();
    }

    [Fact]
    public async Task Admin_MakesOperators_TouchesNoOtherAdmin_AndLaysDownTheirOwnRoleUnlessTheLast()
    {
        Assert.Equal(400, (await _app.Admin.CallAsync("PUT", "/api/users/1/role", """{"role":"user"}""")).Status);
        Assert.Equal(400, (await _app.Admin.CallAsync("PUT", "/api/users/1/role", """{"role":"root"}""")).Status);
        var (_, promoted) = await _app.Admin.CallAsync("PUT", $"/api/users/{_operatorId}/role", """{"role":"admin"}""");
        Assert.True(promoted!["admin"]!.GetValue<bool>());
        Assert.Equal(403, (await _app.Admin.CallAsync("PUT", $"/api/users/{_operatorId}", """{"disabled":true}""")).Status);
        Assert.Equal(403, (await _app.Admin.CallAsync("PUT", $"/api/users/{_operatorId}/role", """{"role":"user"}""")).Status);
        Assert.Equal(200, (await _app.Admin.CallAsync("PUT", "/api/users/1/role", """{"role":"user"}""")).Status);
        Assert.Equal(403, (await _app.Admin.CallAsync("GET", "/api/users")).Status);
    }

    [Fact]
    public async Task Role_TakenAway_EndsPagesAndTokenRightsAtOnce()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await visitor.LogInAsync("olga", ApiCalls.Password);
        Assert.Equal(200, (await visitor.GetAsync("/admin/users")).Status);
        Assert.Equal("/denied", (await visitor.GetAsync("/admin/prices")).Location);
        await _app.Admin.CallAsync("PUT", $"/api/users/{_operatorId}/role", """{"role":"user"}""");
        Assert.Equal(302, (await visitor.GetAsync("/admin/users")).Status);
        Assert.Equal(403, (await _operator.CallAsync("GET", "/api/users")).Status);
    }

    private UserService Users => _app.Services.GetRequiredService<UserService>();
}
