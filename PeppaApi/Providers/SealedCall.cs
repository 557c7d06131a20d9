namespace PeppaApi.Providers;

/// <summary>What is done to a call last, when nothing else of it changes any more: a signature that covers the body, or a body that carries the key.</summary>
public static class SealedCall
{
    /// <summary>Takes the call and its body, and gives the body to send.</summary>
    public static HttpRequestOptionsKey<Func<HttpRequestMessage, byte[], byte[]>> Seal { get; } = new("PeppaApi.SealedCall.Seal");

    /// <summary>Whether the call asks for a stream of events.</summary>
    public static bool AsksForStream(HttpRequestMessage message) => message.Headers.Accept.Any(accept => accept.MediaType == "text/event-stream");

    /// <summary>Seals the call, where its dialect wants that.</summary>
    public static async ValueTask ApplyAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        if (message.Options.TryGetValue(Seal, out var seal) && message.Content is { } content)
        {
            var type = content.Headers.ContentType;
            var body = await content.ReadAsByteArrayAsync(cancellationToken);
            message.Content = new ByteArrayContent(seal(message, body)) { Headers = { ContentType = type } };
        }
    }
}
