using PeppaApi.Components.Pages.Prices;
using PeppaApi.Pricing;

namespace PeppaApi.Tests.Pricing;

/// <summary>By what a model is paid, as people filter the list.</summary>
public sealed class PriceWayTests
{
    [Fact]
    public void Video_BySecondOrBySize_IsNeitherSoundNorPicture()
    {
        Assert.Equal(["Video"], Ways(Price("video") with { PerSecond = 0.1m }));
        Assert.Equal(["Video"], Ways(Price("video") with { ImagePrices = [new ImageFigure("1280x720", 0.3m)] }));
        Assert.Equal(["Audio"], Ways(Price("audio") with { PerSecond = 0.1m }));
        Assert.Equal(["Images"], Ways(Price("image") with { ImagePrices = [new ImageFigure("1024x1024", 0.04m)] }));
    }

    private static IEnumerable<string> Ways(PriceView price) => PriceWay.All.Where(way => way.Is(price)).Select(way => way.Name);

    private static PriceView Price(string kind) => new()
    {
        Id = 1,
        Model = "m",
        Kind = kind,
        InputPerMillion = 0,
        OutputPerMillion = 0,
        Discount = 1,
        EffectiveFrom = DateTimeOffset.UnixEpoch,
    };
}
