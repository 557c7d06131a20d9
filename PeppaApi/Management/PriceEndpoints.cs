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
        string model, PriceSpec body, PriceService prices, CancellationToken cancellationToken) =>
        TypedResults.Ok(await prices.PutAsync(model, body, cancellationToken));
}
