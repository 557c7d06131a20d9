namespace PeppaApi.Pricing;

/// <summary>What a model costs a user of some group, in dollars: for choosing by, not for charging by.</summary>
/// <param name="PerCall">With it no other price applies.</param>
public sealed record OwnPrice(string Model, string? Vendor, decimal InputPerMillion, decimal OutputPerMillion, decimal? PerCall)
{
    public static OwnPrice Of(PriceView price, decimal multiplier)
    {
        var factor = price.Discount * multiplier;
        return new OwnPrice(price.Model, price.Vendor, price.InputPerMillion * factor, price.OutputPerMillion * factor, price.PerCall * factor);
    }
}
