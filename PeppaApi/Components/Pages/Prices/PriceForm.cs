using System.Globalization;
using PeppaApi.Pricing;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Prices;

/// <summary>A price while it is typed: in dollars and in ratios at once, lists as text.</summary>
internal sealed class PriceForm
{
    private const decimal UsdOfRatioOne = 2;
    private const int Decimals = 9;

    public PriceRow Row { get; set; } = new();

    public decimal? Input { get; set; }

    public decimal? Output { get; set; }

    /// <summary>模型倍率; typing it sets the price of input and keeps the completion ratio.</summary>
    public decimal? Ratio
    {
        get => Input / UsdOfRatioOne;
        set
        {
            var factor = CompletionRatio;
            Input = Rounded(value * UsdOfRatioOne);
            Output = Rounded(Input * factor) ?? Output;
        }
    }

    /// <summary>补全倍率; typing it sets the price of output.</summary>
    public decimal? CompletionRatio
    {
        get => Input > 0 && Output is { } output ? Rounded(output / Input) : null;
        set => Output = Rounded(Input * value) ?? Output;
    }

    public string Images { get; set; } = "";

    public string Tiers { get; set; } = "";

    /// <summary>As the browser's field gives it: local time without zone.</summary>
    public string From { get; set; } = "";

    public static PriceForm Of(PriceView? price)
    {
        if (price is null)
        {
            return new PriceForm { Row = new PriceRow { Kind = "chat", Discount = 1 } };
        }

        var row = PriceRow.Of(price) with { ConfirmZero = false };
        return new PriceForm
        {
            Row = row,
            Input = row.InputPerMillion,
            Output = row.OutputPerMillion,
            Images = PriceText.Images(row.ImagePrices).Replace("; ", "\n", StringComparison.Ordinal),
            Tiers = PriceText.Tiers(row.Tiers).Replace("; ", "\n", StringComparison.Ordinal),
        };
    }

    /// <param name="zone">In which the moment was typed.</param>
    /// <exception cref="InputException">A list or the moment cannot be read.</exception>
    public PriceSpec ToSpec(bool confirmZero, TimeZoneInfo zone) => Row with
    {
        InputPerMillion = Input,
        OutputPerMillion = Output,
        ImagePrices = PriceText.ParseImages(Images),
        Tiers = PriceText.ParseTiers(Tiers),
        ConfirmZero = confirmZero,
        EffectiveFrom = From.Length == 0 ? null : Moment(zone),
    };

    private DateTimeOffset Moment(TimeZoneInfo zone)
    {
        var sound = DateTime.TryParse(From, CultureInfo.InvariantCulture, out var local);
        InputException.Require(sound, "effectiveFrom", "Choose a day and a time.");
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private static decimal? Rounded(decimal? value) => value is { } number ? Math.Round(number, Decimals, MidpointRounding.AwayFromZero) : null;
}
