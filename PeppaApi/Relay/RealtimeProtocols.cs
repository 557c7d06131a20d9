namespace PeppaApi.Relay;

/// <summary>What clients of the realtime door ask for beside the model: by sub-protocols, as browsers can set no headers, or by a header.</summary>
internal static class RealtimeProtocols
{
    private const string Usual = "realtime";
    private const string Beta = "openai-beta.realtime-v1";
    private const string BetaHeader = "OpenAI-Beta";

    /// <summary>The one of the client's that the relay agrees to; none where it asks for none.</summary>
    public static string? Accepted(HttpContext context) => context.WebSockets.WebSocketRequestedProtocols.Contains(Usual) ? Usual : null;

    /// <summary>Passes the wish for the older form of events on.</summary>
    public static void Pass(HttpContext context, HttpRequestMessage message)
    {
        var asked = context.Request.Headers[BetaHeader].ToString();
        asked = asked.Length == 0 && context.WebSockets.WebSocketRequestedProtocols.Contains(Beta) ? "realtime=v1" : asked;
        if (asked.Length > 0)
        {
            UpstreamMessages.Pass(message, BetaHeader, asked);
        }
    }
}
