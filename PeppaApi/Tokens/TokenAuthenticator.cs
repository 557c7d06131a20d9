using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>Turns the key of a request into its <see cref="Caller"/>, from memory alone. Safe for any thread.</summary>
public sealed class TokenAuthenticator(TokenDirectory directory, InstallationSecret secret, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>What clients of Midjourney send as a bearer where their key stands in a header of its own (vendors/midjourney-proxy.md, 1).</summary>
    private const string NoKey = "midjourney-proxy";

    /// <summary>Where programs put their key, in the order in which the relay looks.</summary>
    private static readonly string[] KeyHeaders = ["x-api-key", "api-key", "x-goog-api-key", "mj-api-secret"];

    /// <summary>Browsers can set no headers on a socket: there the key is the end of a sub-protocol.</summary>
    private const string KeyProtocol = "openai-insecure-api-key.";

    /// <param name="fromQuery">Whether the key may be in the address, where Gemini's programs put it.</param>
    public TokenVerdict Authenticate(HttpRequest request, bool fromQuery = true)
    {
        var key = FindKey(request, fromQuery);
        if (key.Length == 0)
        {
            return new TokenVerdict(null, TokenRefusal.Missing);
        }

        // The strict grammar first: whatever is no key costs no hash and reaches no look-up.
        if (!TokenKey.IsWellFormed(key) || directory.Find(secret.Hash(key), out var userDisabled) is not { } caller)
        {
            return new TokenVerdict(null, TokenRefusal.Invalid);
        }

        return Judge(caller, userDisabled);
    }

    /// <summary>A token with which its owner acts on the site, where the session says who they are. Where from is no question there: that rule guards the key.</summary>
    public TokenVerdict OfOwner(long userId, long tokenId) => directory.Find(tokenId, out var userDisabled) is { } caller && caller.UserId == userId
        ? Judge(caller, userDisabled)
        : new TokenVerdict(null, TokenRefusal.Invalid);

    private TokenVerdict Judge(Caller caller, bool userDisabled)
    {
        var refusal =
            userDisabled ? TokenRefusal.UserDisabled
            : !caller.Rules.Enabled ? TokenRefusal.Disabled
            : caller.Rules.ExpiresAt <= time.GetUtcNow() ? TokenRefusal.Expired
            : TokenRefusal.None;
        return new TokenVerdict(refusal == TokenRefusal.None ? caller : null, refusal);
    }

    private static ReadOnlySpan<char> FindKey(HttpRequest request, bool fromQuery)
    {
        var authorization = request.Headers.Authorization.ToString().AsSpan().Trim();
        if (authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && WithoutScheme(authorization) is var bearer && bearer is not NoKey)
        {
            return bearer;
        }

        foreach (var header in KeyHeaders)
        {
            if (request.Headers.TryGetValue(header, out var value))
            {
                return WithoutScheme(value.ToString().AsSpan().Trim());
            }
        }

        foreach (var protocol in request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (protocol.StartsWith(KeyProtocol, StringComparison.Ordinal))
            {
                return protocol.AsSpan(KeyProtocol.Length);
            }
        }

        return fromQuery ? request.Query["key"].ToString() : "";
    }

    // Some clients write the whole of an Authorization header into their own.
    private static ReadOnlySpan<char> WithoutScheme(ReadOnlySpan<char> value) =>
        value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : value;
}
