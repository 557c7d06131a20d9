using PeppaApi.Settings;

namespace PeppaApi.Redemptions;

/// <summary>What credit is sold for outside the site, and where. The site only shows it: money changes hands in the shop.</summary>
/// <param name="ShopUrl">Where codes are sold; empty shows no link.</param>
/// <param name="YuanPerDollar">Exchange rate that official prices are compared at.</param>
/// <param name="Offers">What is sold, by dollars.</param>
public sealed record TopUpSettings(string ShopUrl, decimal YuanPerDollar, IReadOnlyList<TopUpOffer> Offers) : IOperatorSettings<TopUpSettings>
{
    private const int MostOffers = 50;
    private const decimal HighestPrice = 10_000_000;

    public static string Name => "top-up";

    /// <summary>The offers of the service page.</summary>
    public static TopUpSettings Default { get; } = new(
        "", 7.2m, [new(1, 5), new(5, 25), new(25, 110), new(100, 340), new(500, 1_500), new(5_000, 12_500), new(30_000, 43_000)]);

    public TopUpSettings Checked()
    {
        // JSON can bring null where the type says it cannot be.
        var shop = ShopUrl?.Trim() ?? "";
        InputException.Require(
            shop.Length == 0 || (shop.Length <= 500 && Uri.TryCreate(shop, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"),
            "shopUrl",
            "The link of the shop begins with https:// or http:// and has at most 500 characters; empty shows no link.");
        InputException.Require(YuanPerDollar is > 0 and <= 1_000 && IsRound(YuanPerDollar, 4), "yuanPerDollar", "The exchange rate is above 0 and at most 1,000 with at most four decimals.");
        InputException.Require(Offers is { Count: <= MostOffers }, "offers", $"There are at most {MostOffers} offers.");
        InputException.Require(Offers.All(offer => offer is not null && IsPrice(offer.Usd) && IsPrice(offer.Yuan)), "offers", "Dollars and yuan of an offer are above 0 with at most two decimals.");
        InputException.Require(Offers.DistinctBy(offer => offer.Usd).Count() == Offers.Count, "offers", "Two offers have the same dollars.");
        return this with { ShopUrl = shop, Offers = [.. Offers.OrderBy(offer => offer.Usd)] };
    }

    private static bool IsPrice(decimal amount) => amount is > 0 and <= HighestPrice && IsRound(amount, 2);

    private static bool IsRound(decimal amount, int decimals) => decimal.Round(amount, decimals) == amount;
}

/// <summary>Credit of <paramref name="Usd"/> dollars for <paramref name="Yuan"/> yuan.</summary>
public sealed record TopUpOffer(decimal Usd, decimal Yuan)
{
    public decimal YuanPerDollar => Yuan / Usd;

    /// <summary>
    /// The part of the vendor's official price that somebody really pays who tops up by this offer: top-up rate x official
    /// discount x tier, as on the service page (3.4 / 7.2 x 0.5 x 0.9 = 0.2125).
    /// </summary>
    public decimal ShareOfOfficial(decimal yuanPerDollar, decimal discount, decimal multiplier) => Yuan * discount * multiplier / (Usd * yuanPerDollar);

    /// <summary>What a price in dollars really costs in yuan.</summary>
    public decimal ToYuan(decimal usd, decimal discount, decimal multiplier) => Yuan * usd * discount * multiplier / Usd;
}
