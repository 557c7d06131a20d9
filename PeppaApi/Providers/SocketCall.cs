namespace PeppaApi.Providers;

/// <summary>
/// A call over WebSocket: its address begins with <c>wss:</c> or <c>ws:</c>, its body is the one frame that is sent. What comes back is a stream
/// of events, one for each frame, where a stream is asked for; else a JSON array of the frames.
/// </summary>
public static class SocketCall
{
    /// <summary>Says of a frame whether none follows.</summary>
    public static HttpRequestOptionsKey<Func<ReadOnlyMemory<byte>, bool>> IsLast { get; } = new("PeppaApi.SocketCall.IsLast");

    /// <summary>The socket itself is the answer: nothing is sent, nothing read, and it stays open.</summary>
    public static HttpRequestOptionsKey<bool> StaysOpen { get; } = new("PeppaApi.SocketCall.StaysOpen");

    public static bool Is(HttpRequestMessage message) => message.RequestUri?.Scheme is "ws" or "wss";

    /// <summary>The same address for a socket.</summary>
    public static Uri Address(Uri endpoint, string pathAndQuery) =>
        new($"{(endpoint.Scheme == Uri.UriSchemeHttp ? "ws" : "wss")}://{endpoint.Authority}{pathAndQuery}");
}
