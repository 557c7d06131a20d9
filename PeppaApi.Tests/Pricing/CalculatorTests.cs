using System.Globalization;
using Bunit;
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
        var shown = page.Render<Calculator>(parameters => parameters.Add(calculator => calculator.Prices, Prices));
        shown.FindAll("select")[0].Change("dear");
        shown.FindAll("select")[1].Change("100");
        shown.FindAll("select")[2].Change("default");
        // 340 yuan for 100 dollars: 3.4 x 30 x 0.5, and 3.4 x 60 x 0.5.
        Assert.Equal(["¥51", "¥102"], Figures(shown).Take(2));
        // 3.4 / 7.2 x 0.5 of the official price.
        Assert.Contains("23.6", Figures(shown).Last(), StringComparison.Ordinal);

        shown.FindAll("select")[1].Change("1");
        Assert.Equal(["¥75", "¥150"], Figures(shown).Take(2));
        var vip = shown.FindAll("select")[2].Children.Single(option => option.GetAttribute("value") == "vip");
        var factor = decimal.Parse(vip.TextContent.Split('×')[1], CultureInfo.InvariantCulture);
        shown.FindAll("select")[2].Change("vip");
        Assert.Equal("¥" + (75 * factor).ToString("0.####", CultureInfo.InvariantCulture), Figures(shown).First());
    }

    [Fact]
    public void Model_PaidByTheCall_HasOnePrice()
    {
        using var page = new ComponentPage(host);
        var shown = page.Render<Calculator>(parameters => parameters.Add(calculator => calculator.Prices, Prices));
        shown.FindAll("select")[0].Change("by the call");
        shown.FindAll("select")[1].Change("100");
        shown.FindAll("select")[2].Change("default");
        Assert.Equal("¥0.34", Figures(shown).First());
        Assert.Equal(2, Figures(shown).Count());
    }

    private static IEnumerable<string> Figures(IRenderedComponent<Calculator> shown) => shown.FindAll(".peppa-figures .big").Select(figure => figure.TextContent);

    private static PriceView Price(string model, decimal input, decimal output, decimal discount) =>
        new() { Id = 1, Model = model, InputPerMillion = input, OutputPerMillion = output, Discount = discount, EffectiveFrom = DateTimeOffset.UnixEpoch };
}
