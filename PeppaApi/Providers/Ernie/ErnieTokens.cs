using System.Net.Http.Headers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Ernie;

/// <summary>API key and secret key for a token of thirty days (vendors/baidu-ernie.md, 1).</summary>
internal sealed class ErnieTokens : TokenExchange
{
    public override HttpRequestMessage CreateRequest(in UpstreamTarget target, string secret)
    {
        var parts = KeyParts.Of(secret, '|', 2);
        var query = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(parts[0])}&client_secret={Uri.EscapeDataString(parts[1])}";
        var address = new Uri(target.Endpoint, $"{target.Endpoint.AbsolutePath.TrimEnd('/')}/oauth/2.0/token?{query}");
        var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return message;
    }

    public override AccessToken? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = ChatFields.Parse(body);
            return ChatFields.Text(document.RootElement, "access_token") is { Length: > 0 } token
                && ChatFields.Member(document.RootElement, "expires_in") is { ValueKind: JsonValueKind.Number } seconds
                && seconds.TryGetInt32(out var lifetime) && lifetime > 0
                ? new AccessToken(token, TimeSpan.FromSeconds(lifetime))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
