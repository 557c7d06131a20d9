using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Relay;

/// <summary>The old balance routes show the figures that the operator has set.</summary>
public sealed class BalanceRouteTests
{
    [Theory]
    [InlineData(BalanceFigures.TokenOrAccount, true, 2)]
    [InlineData(BalanceFigures.TokenOrAccount, false, 5)]
    [InlineData(BalanceFigures.Token, true, 2)]
    [InlineData(BalanceFigures.Token, false, 100_000_000)]
    [InlineData(BalanceFigures.Account, true, 5)]
    [InlineData(BalanceFigures.Account, false, 5)]
    public async Task Subscription_ByTheSetting_ShowsTokenOrAccount(BalanceFigures figures, bool limited, decimal expected)
    {
        await using var bed = await RelayBed.StartAsync(credit: 5, upstreams: Replies.Chat());
        await bed.Services.GetRequiredService<OperatorSettings>().SaveAsync(new BalanceRouteSettings(figures));
        using var other = await bed.ChatAsync();
        using var client = bed.CreateClient((await bed.CreateTokenAsync(limit: limited ? 2 : null)).Key);
        using var own = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());
        using var subscription = JsonDocument.Parse(await client.GetStringAsync("/v1/dashboard/billing/subscription"));
        using var usage = JsonDocument.Parse(await client.GetStringAsync("/v1/dashboard/billing/usage"));
        Assert.Equal(expected, subscription.RootElement.GetProperty("hard_limit_usd").GetDecimal());
        // Two requests of the account, one of the token.
        var records = await bed.RecordsAsync();
        var charged = records[(figures == BalanceFigures.Account || (figures == BalanceFigures.TokenOrAccount && !limited) ? 0 : 1)..].Sum(record => record.Charged);
        Assert.Equal(charged / 10_000_000m, usage.RootElement.GetProperty("total_usage").GetDecimal());
    }
}
