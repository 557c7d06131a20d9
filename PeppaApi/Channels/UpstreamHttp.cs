using System.Net;

namespace PeppaApi.Channels;

/// <summary>
/// The one client of all upstreams: pooled connections, and nothing that would change a message on its way
/// (no cookies, redirects, decompression, proxy or tracing headers).
/// </summary>
public sealed class UpstreamHttp(TimeSpan connectTimeout) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
        // A changed DNS answer is followed within this time.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = 64,
    });

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();
}
