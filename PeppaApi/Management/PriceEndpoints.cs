using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Pricing;

namespace PeppaApi.Management;

internal static class PriceEndpoints
{
    public static void MapPrices(this IEndpointRouteBuilder admin)
    {
        var prices = admin.MapGroup("/prices").WithTags("Prices");
        prices.MapGet("", ListAsync);
        // Names of models may hold slashes.
        prices.MapPut("/{**model}", PutAsync);
    }

    private static async Task<Ok<PageOf<PriceView>>> ListAsync(
        [AsParameters] PageQuery page, PriceService prices, CancellationToken cancellationToken) =>
        TypedResults.Ok(PageOf<PriceView>.Of(await prices.ListAsync(cancellationToken), page, price => price));

    private static async Task<Ok<PriceView>> PutAsync(
        string model, PriceBody body, PriceService prices, CancellationToken cancellationToken) =>
        TypedResults.Ok(await prices.PutAsync(model, body.ToSpec(), cancellationToken));

    /// <summary>Dollars. Prices per token may be left out where there is one per call.</summary>
    internal sealed record PriceBody(
        decimal? InputPerMillion,
        decimal? OutputPerMillion,
        decimal? CachedInputPerMillion,
        decimal? CacheWritePerMillion,
        decimal? PerCall,
        decimal? Discount,
        DateTimeOffset? EffectiveFrom,
        int? MaxOutputTokens,
        string? Vendor,
        string? Kind,
        string? Note)
    {
        public PriceSpec ToSpec() => new(
            PerToken(InputPerMillion, "inputPerMillion"),
            PerToken(OutputPerMillion, "outputPerMillion"),
            CachedInputPerMillion,
            CacheWritePerMillion,
            PerCall,
            Discount,
            EffectiveFrom,
            MaxOutputTokens,
            Vendor,
            Kind,
            Note);

        private decimal PerToken(decimal? price, string field) => PerCall is null ? Fields.Needed(price, field) : price ?? 0;
    }
}
