using PeppaApi.Outbound;

namespace PeppaApi.Channels;

/// <summary>
/// The one client of all upstreams: pooled connections to addresses that the guard lets pass, and nothing that would change a message on its way
/// (no cookies, redirects, decompression, proxy or tracing headers).
/// </summary>
public sealed class UpstreamHttp : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    public UpstreamHttp(AddressGuard guard, TimeSpan connectTimeout)
    {
        var handler = guard.CreateHandler();
        handler.ConnectTimeout = connectTimeout;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90);
        // A changed DNS answer is followed within this time.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
        handler.EnableMultipleHttp2Connections = true;
        handler.MaxResponseHeadersLength = 64;
        _invoker = new HttpMessageInvoker(handler);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();
}
