using System.Net.Http.Headers;

namespace PeppaApi.Providers;

/// <summary>One tiny request outside of any account, to see whether an upstream, its key and a model work.</summary>
public static class UpstreamProbe
{
    public static HttpRequestMessage Create(in UpstreamTarget target, in UpstreamAccess access)
    {
        var dialect = target.Provider.Dialect;
        var (operation, body) = dialect.WriteProbe(target);
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var message = new HttpRequestMessage(HttpMethod.Post, dialect.Address(target, operation, stream: false)) { Content = content };
        message.Options.Set(SocketCall.StaysOpen, operation == Operation.Realtime);
        dialect.Authorize(message, target, access);
        return message;
    }

    /// <summary>Why the probe failed, without the key, or <see langword="null"/> if it passed.</summary>
    public static async Task<string?> ErrorAsync(Provider provider, HttpResponseMessage response, string key, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(1024 * 1024, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var error = provider.Dialect.ReadError(body, key);
        return response.IsSuccessStatusCode && error is null
            ? null
            : $"{(int)response.StatusCode}: {error?.Message ?? "no readable error"}";
    }
}
