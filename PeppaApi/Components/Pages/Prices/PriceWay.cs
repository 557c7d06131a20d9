using PeppaApi.Pricing;

namespace PeppaApi.Components.Pages.Prices;

/// <summary>By what a model is paid, as the price list is filtered.</summary>
internal sealed record PriceWay(string Name, Func<PriceView, bool> Is)
{
    public static IReadOnlyList<PriceWay> All { get; } =
    [
        new("Tokens", price => price.PerCall is null && price.InputPerMillion + price.OutputPerMillion > 0),
        new("Calls", price => price.PerCall is not null),
        new("Images", price => price.PerImage is not null || (price.ImagePrices is { Count: > 0 } && !IsVideo(price)) || price.ImageOutputPerMillion is not null),
        new("Audio", price => (price.PerSecond is not null && !IsVideo(price)) || price.CharactersPerMillion is not null || price.AudioInputPerMillion is not null || price.AudioOutputPerMillion is not null),
        new("Video", price => IsVideo(price) && (price.PerSecond is not null || price.ImagePrices is { Count: > 0 })),
    ];

    /// <summary>Whether its prices by size are those of a second.</summary>
    public static bool IsVideo(PriceView price) => price.Kind == "video";

    public static PriceWay? Find(string name) => All.FirstOrDefault(way => way.Name == name);
}
