using System.Collections.Concurrent;
using System.Net;
using PeppaApi.Outbound;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>
/// The one client of all upstreams: pooled connections to addresses that the guard lets pass, HTTP/2 where it is offered, and nothing that would
/// change a message on its way (no cookies, redirects, decompression or tracing headers). Channels with a proxy have a pool for each proxy.
/// </summary>
public sealed class UpstreamHttp : IDisposable
{
    private readonly AddressGuard _guard;
    private readonly TimeSpan _connectTimeout;
    private readonly HttpMessageInvoker _direct;
    private readonly ConcurrentDictionary<Uri, Lazy<HttpMessageInvoker>> _byProxy = new();

    public UpstreamHttp(AddressGuard guard, TimeSpan connectTimeout)
    {
        (_guard, _connectTimeout) = (guard, connectTimeout);
        _direct = Create(null);
    }

    /// <param name="proxy">The proxy to go through; none goes directly.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Uri? proxy, CancellationToken cancellationToken)
    {
        var invoker = proxy is null ? _direct : _byProxy.GetOrAdd(proxy, one => new Lazy<HttpMessageInvoker>(() => Create(one))).Value;
        await SealedCall.ApplyAsync(request, cancellationToken);
        return await (SocketCall.Is(request) ? UpstreamSocket.ExchangeAsync(invoker, request, cancellationToken) : invoker.SendAsync(request, cancellationToken));
    }

    public void Dispose()
    {
        _direct.Dispose();
        foreach (var invoker in _byProxy.Values.Where(invoker => invoker.IsValueCreated))
        {
            invoker.Value.Dispose();
        }
    }

    private HttpMessageInvoker Create(Uri? proxy)
    {
        var handler = _guard.CreateHandler();
        handler.ConnectTimeout = _connectTimeout;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90);
        // A changed DNS answer is followed within this time.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
        handler.EnableMultipleHttp2Connections = true;
        handler.MaxResponseHeadersLength = 64;
        if (proxy is not null)
        {
            handler.UseProxy = true;
            handler.Proxy = new WebProxy(proxy) { Credentials = Credentials(proxy) };
        }

        return new HttpMessageInvoker(handler);
    }

    private static NetworkCredential? Credentials(Uri proxy)
    {
        var parts = proxy.UserInfo.Split(':', 2);
        return parts[0].Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
    }
}
