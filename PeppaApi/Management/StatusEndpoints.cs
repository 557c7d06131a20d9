using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Pricing;
using PeppaApi.Redemptions;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>What anybody may know.</summary>
internal static class StatusEndpoints
{
    private static readonly string Version =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapStatus(this IEndpointRouteBuilder api)
    {
        api.MapGet("/status", Status).AllowAnonymous().WithTags("Status");
        api.MapGet("/pricing", PricingAsync).AllowAnonymous().WithTags("Status");
    }

    private static Ok<StatusBody> Status(HttpRequest request, SetupService setup, RelayAddresses addresses) =>
        TypedResults.Ok(new StatusBody("PeppaApi", Version, setup.IsNeeded, addresses.For($"{request.Scheme}://{request.Host}")));

    private static async Task<Ok<PricingBody>> PricingAsync(
        PriceService prices, GroupService groups, OperatorSettings settings, CancellationToken cancellationToken)
    {
        var models = await prices.ListAsync(cancellationToken);
        return TypedResults.Ok(new PricingBody(models, models.Count, await groups.ListAsync(cancellationToken), settings.Get<TopUpSettings>()));
    }

    /// <param name="Addresses">Where programs reach the relay.</param>
    internal sealed record StatusBody(string Name, string Version, bool SetupNeeded, IReadOnlyList<ShownAddress> Addresses);

    /// <param name="Groups">Factors on every price.</param>
    /// <param name="TopUp">What credit is sold for in yuan.</param>
    internal sealed record PricingBody(IReadOnlyList<PriceView> Items, int Total, IReadOnlyList<GroupView> Groups, TopUpSettings TopUp);
}
