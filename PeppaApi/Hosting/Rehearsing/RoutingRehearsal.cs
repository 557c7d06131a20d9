namespace PeppaApi.Hosting.Rehearsing;

/// <summary>Routing makes the tree of its addresses when the first request comes: that one asks for a sign of life, before the process listens.</summary>
internal static class RoutingRehearsal
{
    /// <summary>Before routing.</summary>
    public static void UseRoutingRehearsal(this WebApplication app) => app.Use(next =>
    {
        // Called when the host puts the pipeline together, as it starts.
        _ = AskAsync(next, app.Services);
        return next;
    });

    private static async Task AskAsync(RequestDelegate pipeline, IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await pipeline(new DefaultHttpContext { RequestServices = scope.ServiceProvider, Request = { Method = HttpMethods.Get, Path = "/healthz" } });
    }
}
