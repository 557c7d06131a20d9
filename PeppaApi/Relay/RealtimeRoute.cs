using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>The realtime door: a request like any other up to the upgrade, which comes once an upstream has the session open.</summary>
internal static class RealtimeRoute
{
    private const string Address = "/v1/realtime";

    public static void Map(IEndpointRouteBuilder app)
    {
        var entrance = app.ServiceProvider.GetRequiredService<RelayEntrance>();
        var door = app.CreateApplicationBuilder();
        // Who has gone without a word is noticed within a minute.
        door.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        door.Run(context => context.WebSockets.IsWebSocketRequest
            ? entrance.RunAsync(context, Doors.OpenAI, new DoorCall(Operation.Realtime, context.Request.Query["model"]))
            : RefuseAsync(context));
        // The second is what an upgrade is called in HTTP/2.
        app.MapMethods(Address, [HttpMethods.Get, HttpMethods.Connect], door.Build()).ShortCircuit();
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.Upgrade = "websocket";
        return RelayFailureWriter.WriteAsync(context, Doors.OpenAI, new DoorError(
            StatusCodes.Status426UpgradeRequired, "invalid_request_error", "websocket_required", null, $"{Address} is for WebSockets.", RequestIds.Of(context)));
    }
}
