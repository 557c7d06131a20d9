using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

public sealed class GroupTests
{
    [Theory]
    [InlineData("""{"multiplier":0}""", "multiplier")]
    [InlineData("""{"multiplier":-1}""", "multiplier")]
    [InlineData("""{"multiplier":0.9,"priceYuan":0}""", "priceYuan")]
    [InlineData("""{"multiplier":0.9,"priceYuan":-5}""", "priceYuan")]
    [InlineData("""{"multiplier":0.9,"priceYuan":1.234}""", "priceYuan")]
    [InlineData("""{"multiplier":0.9,"includedUsd":-1}""", "includedUsd")]
    public async Task Group_WithBadFigures_IsRefusedAndStaysAsItWas(string body, string field)
    {
        await using var app = await AppHost.StartAsync();
        var (status, problem) = await app.Admin.CallAsync("PUT", "/api/groups/vip", body);
        Assert.Equal(400, status);
        Assert.NotNull(problem!["errors"]![field]);
        Assert.Equal(new GroupView("vip", 0.95m, 648, 50), await GetAsync(app));
    }

    [Fact]
    public async Task Group_ChangedInPart_KeepsTheRest()
    {
        await using var app = await AppHost.StartAsync();
        Assert.Equal(200, (await app.Admin.CallAsync("PUT", "/api/groups/vip", """{"priceYuan":748}""")).Status);
        Assert.Equal(new GroupView("vip", 0.95m, 748, 50), await GetAsync(app));
        Assert.Equal(200, (await app.Admin.CallAsync("PUT", "/api/groups/vip", """{"multiplier":0,"confirmZero":true,"priceYuan":null}""")).Status);
        Assert.Equal(new GroupView("vip", 0, null, 50), await GetAsync(app));
    }

    private static Task<GroupView?> GetAsync(AppHost app) => app.Services.GetRequiredService<GroupService>().FindAsync("vip");
}
