using Bunit;
using PeppaApi.Components.Pages.Usage;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Usage;

/// <summary>The explanation of a charge shows every part in which it was computed, exactly.</summary>
[Collection(ComponentHost.Name)]
public sealed class ChargeLinesTests(ComponentHost host)
{
    // 1,001 input at $0.15 and 7 output at $0.60 a million: 0.00015015 + 0.0000042; half price, five per cent off: 0.00007331625, rounded up.
    private static readonly ChargeExplanation Why = new(
        new PriceView { Id = 42, Model = "gpt-4o-mini", InputPerMillion = 0.15m, OutputPerMillion = 0.6m, Discount = 0.5m, EffectiveFrom = DateTimeOffset.UnixEpoch },
        null, null, 0.95m,
        [new ChargeLine(ChargeUnit.Input, 1001, 0.15m, 0.00015015m), new ChargeLine(ChargeUnit.Output, 7, 0.6m, 0.0000042m)],
        Cost: 73_317, Charged: 73_000, Overrun: 317, Held: 90_000,
        [new ChargeSource(3, GrantKind.Gift, 73_000)], []);

    [Fact]
    public void Lines_Factors_AndRounding_GiveTheCharge()
    {
        using var page = new ComponentPage(host);
        var shown = page.Render<ChargeLines>(parameters => parameters.Add(lines => lines.Why, Why).Add(lines => lines.Group, "vip"));
        Assert.Equal(["1,001", "$0.15 / 1M", "$0.00015015"], Cells(shown, 0));
        Assert.Equal(["7", "$0.60 / 1M", "$0.0000042"], Cells(shown, 1));
        Assert.Equal("$0.00015435", Sum(shown, UsageText.Sum));
        Assert.Equal("× 0.5", Sum(shown, UsageText.Discount));
        Assert.Equal("× 0.95", Sum(shown, UsageText.Multiplier.Replace("{0}", "vip", StringComparison.Ordinal)));
        Assert.Equal("+ $0.00000000075", Sum(shown, UsageText.Rounding));
        Assert.Equal("$0.000073317", Sum(shown, UsageText.Rounded));
        Assert.Equal("$0.000073", Sum(shown, UsageText.Charged));
        Assert.Equal("$0.000017", Sum(shown, UsageText.Released));
    }

    [Fact]
    public void Overrun_IsShownToOperatorsAlone()
    {
        using var page = new ComponentPage(host);
        var user = page.Render<ChargeLines>(parameters => parameters.Add(lines => lines.Why, Why).Add(lines => lines.Group, "vip"));
        Assert.DoesNotContain(UsageText.Overrun, user.Markup, StringComparison.Ordinal);
        var admin = page.Render<ChargeLines>(parameters => parameters.Add(lines => lines.Why, Why).Add(lines => lines.Group, "vip").Add(lines => lines.ForOperator, true));
        Assert.Equal("$0.000000317", Sum(admin, UsageText.Overrun));
    }

    [Fact]
    public void Charge_OfNothing_SaysThatItIsFree_AndARefundIsALine()
    {
        using var page = new ComponentPage(host);
        var free = Why with { Lines = [], Cost = 0, Charged = 0, Overrun = 0, Held = 0, Grants = [] };
        Assert.Contains(UsageText.Free, page.Render<ChargeLines>(parameters => parameters.Add(lines => lines.Why, free).Add(lines => lines.Group, "default")).Markup, StringComparison.Ordinal);
        var refunded = Why with { Refunds = [new ChargeRefund(9, DateTimeOffset.UnixEpoch, 73_000, "sorry")] };
        var line = page.Render<ChargeLines>(parameters => parameters.Add(lines => lines.Why, refunded).Add(lines => lines.Group, "default")).Find(".peppa-good").TextContent;
        Assert.Contains("sorry", line, StringComparison.Ordinal);
        Assert.EndsWith("$0.000073", line, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Cells(IRenderedComponent<ChargeLines> shown, int row) =>
        shown.FindAll("tbody tr")[row].Children.Skip(1).Select(cell => cell.TextContent.Trim());

    private static string Sum(IRenderedComponent<ChargeLines> shown, string name) =>
        shown.FindAll(".peppa-sum").Single(line => line.Children[0].TextContent == name).Children[1].TextContent;
}
