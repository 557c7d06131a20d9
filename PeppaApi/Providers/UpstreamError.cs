namespace PeppaApi.Providers;

/// <summary>What an upstream says went wrong, in the fields that may be shown to a client; its key is blotted out.</summary>
public sealed record UpstreamError(string Message, string? Type, string? Param, string? Code)
{
    private const int LongestMessage = 1_000;

    /// <summary>How long the upstream asks to be left alone, where it says so in the body.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The upstream's words without its key, and not too many of them.</summary>
    public static string Clean(string text, string secret)
    {
        var safe = secret.Length == 0 ? text : text.Replace(secret, "***", StringComparison.Ordinal);
        return safe.Length > LongestMessage ? safe[..LongestMessage] : safe;
    }
}

/// <summary>Whose fault an upstream's error is, and so what the relay does about it.</summary>
public enum UpstreamFault
{
    /// <summary>The request's: another channel would say the same.</summary>
    Request,

    /// <summary>The upstream's own: another channel may do better.</summary>
    Upstream,

    /// <summary>The key is not accepted, or its account is empty: it is set aside.</summary>
    Key,

    /// <summary>The token that the key was exchanged for is not accepted any more: the key is exchanged anew, once.</summary>
    Token,

    /// <summary>Too much at once: the key pauses.</summary>
    Busy,
}
