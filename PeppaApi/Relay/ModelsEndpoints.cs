using PeppaApi.Channels;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>
/// <c>GET /v1/models</c> and <c>/v1beta/models</c>: what the token can really use: offered to its group, allowed to it, and priced,
/// each client in its own form.
/// </summary>
internal sealed class ModelsEndpoints(TokenAuthenticator authenticator, ChannelDirectory channels, PriceBook prices, TimeProvider time)
{
    // The moment that old relays give, too; clients only sort by it.
    private static readonly DateTimeOffset Created = DateTimeOffset.FromUnixTimeSeconds(1_626_777_600);

    public async Task ListAsync(HttpContext context, DoorDialect door)
    {
        if (await AdmitAsync(context, door) is { } caller)
        {
            await WriteAsync(context, door.WriteModels([.. Usable(caller).Select(ToModel)]));
        }
    }

    public async Task GetAsync(HttpContext context, DoorDialect door, string id)
    {
        if (await AdmitAsync(context, door) is not { } caller)
        {
            return;
        }

        if (Usable(caller).Contains(id, StringComparer.Ordinal))
        {
            await WriteAsync(context, door.WriteModel(ToModel(id)));
            return;
        }

        await RelayFailureWriter.WriteAsync(context, door, new DoorError(
            404, "invalid_request_error", "model_not_found", "model", $"The model '{id}' does not exist or may not be used with this key.", RequestIds.Of(context)));
    }

    private async Task<Caller?> AdmitAsync(HttpContext context, DoorDialect door)
    {
        RequestIds.Assign(context, time, door);
        var verdict = authenticator.Authenticate(context.Request);
        if (verdict.Caller is null)
        {
            await RelayFailureWriter.WriteAsync(context, door, new RelayFailure.KeyRefused(verdict.Refusal));
        }

        return verdict.Caller;
    }

    private static async Task WriteAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        // The key may be in the address: then nobody on the way knows that the answer is for one alone.
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private IEnumerable<string> Usable(Caller caller) =>
        channels.Models(caller.GroupName).Where(model => caller.Rules.AllowsModel(model) && prices.Find(model) is not null);

    private ListedModel ToModel(string id) => new(id, prices.Find(id)?.Vendor?.ToLowerInvariant() ?? "custom", Created);
}
