using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>A request as the relay has read it: the body as bytes, and what must be known of it.</summary>
internal sealed class RelayRequest(RequestFacts parsed, RequestBody body) : IDisposable
{
    public RequestFacts Parsed => parsed;

    public ReadOnlyMemory<byte> Body => body.Bytes;

    /// <summary>What the body lies in.</summary>
    public RequestBody Source => body;

    public void Dispose() => body.Dispose();
}
