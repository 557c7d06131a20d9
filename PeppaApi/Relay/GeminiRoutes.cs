using PeppaApi.Providers;
using PeppaApi.Providers.Gemini;

namespace PeppaApi.Relay;

/// <summary>The addresses of the Gemini door: model and method are the end of the path, so one route takes them all (vendors/gemini.md, 1).</summary>
internal static class GeminiRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        // The vendor's clients have one or the other, by their age.
        foreach (var version in (string[])["/v1beta", "/v1"])
        {
            app.MapPost(version + "/models/{**call}", (RequestDelegate)CallAsync).ShortCircuit();
        }

        app.MapGet("/v1beta/models", (RequestDelegate)(context => Models(context).ListAsync(context, Doors.Gemini))).ShortCircuit();
        app.MapGet("/v1beta/models/{**id}", (RequestDelegate)(context => Models(context).GetAsync(context, Doors.Gemini, Rest(context, "id")))).ShortCircuit();
        app.Map("/v1beta/{**path}", (RequestDelegate)(context => RelayFeature.NotFoundAsync(context, Doors.Gemini))).ShortCircuit();
    }

    private static Task CallAsync(HttpContext context)
    {
        if (GeminiCall.Read(Rest(context, "call")) is not { } call)
        {
            return RelayFeature.NotFoundAsync(context, context.Request.Path.StartsWithSegments("/v1beta") ? Doors.Gemini : Doors.OfHeaders(context.Request.Headers.ContainsKey));
        }

        var asEvents = !call.Stream || context.Request.Query["alt"] == "sse";
        return context.RequestServices.GetRequiredService<RelayEntrance>().RunAsync(context, asEvents ? Doors.Gemini : Doors.GeminiArray, call);
    }

    private static ModelsEndpoints Models(HttpContext context) => context.RequestServices.GetRequiredService<ModelsEndpoints>();

    /// <summary>The rest of the path; slashes in it may have come as they are or written as <c>%2F</c>.</summary>
    private static string Rest(HttpContext context, string name) =>
        ((string?)context.Request.RouteValues[name] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
