using PeppaApi.Channels;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary><c>GET /v1/models</c>: what the token can really use: offered to its group, allowed to it, and priced (vendors/openai.md, 8).</summary>
internal sealed class ModelsEndpoints(TokenAuthenticator authenticator, ChannelDirectory channels, PriceBook prices, TimeProvider time)
{
    // The moment that old relays give, too; clients only sort by it.
    private const long Created = 1_626_777_600;

    public async Task ListAsync(HttpContext context)
    {
        if (await AdmitAsync(context) is { } caller)
        {
            var models = Usable(caller).Select(ToModel).ToList();
            await context.Response.WriteAsJsonAsync(new ModelList("list", models), context.RequestAborted);
        }
    }

    public async Task GetAsync(HttpContext context, string id)
    {
        if (await AdmitAsync(context) is not { } caller)
        {
            return;
        }

        if (Usable(caller).Contains(id, StringComparer.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(ToModel(id), context.RequestAborted);
            return;
        }

        await RelayFailureWriter.WriteAsync(context, Doors.OpenAI, new DoorError(
            404, "invalid_request_error", "model_not_found", "model", $"The model '{id}' does not exist or may not be used with this key.", RequestIds.Of(context)));
    }

    private async Task<Caller?> AdmitAsync(HttpContext context)
    {
        RequestIds.Assign(context, time);
        var verdict = authenticator.Authenticate(context.Request);
        if (verdict.Caller is null)
        {
            await RelayFailureWriter.WriteAsync(context, Doors.OpenAI, new RelayFailure.KeyRefused(verdict.Refusal));
        }

        return verdict.Caller;
    }

    private IEnumerable<string> Usable(Caller caller) =>
        channels.Models(caller.GroupName).Where(model => caller.Rules.AllowsModel(model) && prices.Find(model) is not null);

    private ModelObject ToModel(string id) => new(id, "model", Created, prices.Find(id)?.Vendor?.ToLowerInvariant() ?? "custom");

    private sealed record ModelList(string Object, IReadOnlyList<ModelObject> Data);

    private sealed record ModelObject(
        string Id, string Object, long Created, [property: System.Text.Json.Serialization.JsonPropertyName("owned_by")] string OwnedBy);
}
