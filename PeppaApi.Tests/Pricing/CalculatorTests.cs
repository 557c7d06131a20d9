using Bunit;
using PeppaApi.Accounts;
using PeppaApi.Components.Pages.Prices;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Pricing;

/// <summary>The calculator against the service page's own examples.</summary>
[Collection(ComponentHost.Name)]
public sealed class CalculatorTests(ComponentHost host)
{
    private static readonly PriceView[] Prices =
    [
        Price("dear", 30, 60, 0.5m),
        Price("by the call", 0, 0, 1) with { PerCall = 0.1m },
    ];

    [Fact]
    public void Choices_OfModelOfferAndTier_GiveTheYuanThatAreReallyPaid()
    {
        using var page = new ComponentPage(host);
        var shown = Show(page, Tier(1));
        shown.FindAll("select")[0].Change("dear");
        shown.FindAll("select")[1].Change("100");
        // 340 yuan for 100 dollars: 3.4 x 30 x 0.5, and 3.4 x 60 x 0.5; a request of 1,000 and 500 tokens is 0.06 dollars, of which 100 yuan pay 980.
        Assert.Equal(["¥51", "¥102", "¥0.102", "980"], Figures(shown).Take(4).Select(figure => figure.Split(' ')[0]));
        // 3.4 / 7.2 x 0.5 of the official price.
        Assert.Contains("23.6", Figures(shown).Last(), StringComparison.Ordinal);

        shown.FindAll("select")[1].Change("1");
        Assert.Equal(["¥75", "¥150"], Figures(shown).Take(2));
        shown.FindAll("input")[0].Input("0");
        shown.FindAll("input")[1].Input("1000000");
        Assert.Equal("¥150", Figures(shown).ElementAt(2));
        shown.FindAll("input")[2].Input("149");
        Assert.StartsWith("0", Figures(shown).ElementAt(3), StringComparison.Ordinal);
    }

    [Fact]
    public void Tier_IsInEveryFigure()
    {
        using var page = new ComponentPage(host);
        var shown = Show(page, Tier(0.8m));
        shown.FindAll("select")[0].Change("dear");
        shown.FindAll("select")[1].Change("1");
        Assert.Equal(["¥60", "¥120"], Figures(shown).Take(2));
    }

    [Fact]
    public void Model_PaidByTheCall_HasOnePrice()
    {
        using var page = new ComponentPage(host);
        var shown = Show(page, Tier(1));
        shown.FindAll("select")[0].Change("by the call");
        shown.FindAll("select")[1].Change("100");
        Assert.Equal("¥0.34", Figures(shown).First());
        Assert.Single(shown.FindAll("input"));
        Assert.Equal(4, Figures(shown).Count());
    }

    private static IRenderedComponent<Calculator> Show(ComponentPage page, GroupView tier) => page.Render<Calculator>(parameters => parameters
        .Add(calculator => calculator.Prices, Prices).Add(calculator => calculator.Tier, tier));

    private static GroupView Tier(decimal multiplier) => new("some", multiplier);

    private static IEnumerable<string> Figures(IRenderedComponent<Calculator> shown) => shown.FindAll(".peppa-figures .big").Select(figure => figure.TextContent);

    private static PriceView Price(string model, decimal input, decimal output, decimal discount) =>
        new() { Id = 1, Model = model, InputPerMillion = input, OutputPerMillion = output, Discount = discount, EffectiveFrom = DateTimeOffset.UnixEpoch };
}
