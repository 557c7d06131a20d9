using PeppaApi.Data.Entities;

namespace PeppaApi.Pricing;

/// <summary>What may be wrong with a price that can be accepted.</summary>
public enum PriceWarning
{
    /// <summary>Everything is free.</summary>
    Free,

    /// <summary>Input has a price, output has none, and the model writes.</summary>
    OutputFree,

    /// <summary>Output is cheaper than input.</summary>
    OutputCheaper,

    /// <summary>Reading from the cache is dearer than plain input.</summary>
    CacheDearer,

    /// <summary>At least a hundred times the price it is compared with.</summary>
    HundredTimesDearer,

    /// <summary>At most a hundredth of the price it is compared with.</summary>
    HundredTimesCheaper,

    /// <summary>A channel offers the model and it has no price: requests for it are refused.</summary>
    NotPriced,
}

/// <param name="Usd">The price in question.</param>
/// <param name="Reference">What it is compared with.</param>
public sealed record PriceFinding(string Model, PriceWarning Warning, decimal? Usd = null, decimal? Reference = null);

/// <summary>Looks for prices that were probably not meant. Pure.</summary>
internal static class PriceLint
{
    private const decimal Far = 100;
    private static readonly string[] Writers = ["chat", "completion"];

    /// <param name="references">The price in force and the one shipped, as far as there are any.</param>
    public static IReadOnlyList<PriceFinding> Of(ModelPrice price, params IEnumerable<ModelPrice?> references)
    {
        var view = PriceView.Of(price);
        if (view.IsFree)
        {
            return [new PriceFinding(view.Model, PriceWarning.Free)];
        }

        List<PriceFinding> findings = [];
        if (view.PerCall is null && Writers.Contains(view.Kind))
        {
            AddOfWriter(findings, view);
        }

        foreach (var reference in references.OfType<ModelPrice>().Select(PriceView.Of))
        {
            AddFar(findings, view.Model, view.PerCall, reference.PerCall);
            AddFar(findings, view.Model, view.InputPerMillion, reference.InputPerMillion);
            AddFar(findings, view.Model, view.OutputPerMillion, reference.OutputPerMillion);
        }

        return [.. findings.DistinctBy(finding => finding.Warning)];
    }

    private static void AddOfWriter(List<PriceFinding> findings, PriceView view)
    {
        if (view is { OutputPerMillion: 0, InputPerMillion: > 0 })
        {
            findings.Add(new PriceFinding(view.Model, PriceWarning.OutputFree));
        }
        else if (view.OutputPerMillion < view.InputPerMillion)
        {
            findings.Add(new PriceFinding(view.Model, PriceWarning.OutputCheaper, view.OutputPerMillion, view.InputPerMillion));
        }

        if (view.CachedInputPerMillion > view.InputPerMillion)
        {
            findings.Add(new PriceFinding(view.Model, PriceWarning.CacheDearer, view.CachedInputPerMillion, view.InputPerMillion));
        }
    }

    private static void AddFar(List<PriceFinding> findings, string model, decimal? usd, decimal? reference)
    {
        if (usd > 0 && reference > 0)
        {
            if (usd >= reference * Far)
            {
                findings.Add(new PriceFinding(model, PriceWarning.HundredTimesDearer, usd, reference));
            }
            else if (usd * Far <= reference)
            {
                findings.Add(new PriceFinding(model, PriceWarning.HundredTimesCheaper, usd, reference));
            }
        }
    }
}
