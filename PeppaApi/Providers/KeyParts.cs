namespace PeppaApi.Providers;

/// <summary>Keys that are put together of several parts.</summary>
internal static class KeyParts
{
    /// <summary>The parts; what is missing is empty, and the vendor refuses it.</summary>
    public static string[] Of(string secret, char separator, int count)
    {
        var parts = secret.Split(separator, count);
        return parts.Length == count ? parts : [.. parts, .. Enumerable.Repeat("", count - parts.Length)];
    }

    /// <summary>The upstream's words without any part of its key.</summary>
    public static string Clean(string text, string secret, char separator) =>
        UpstreamError.Clean(secret.Split(separator).Where(part => part.Length >= 6).Aggregate(text, (words, part) => words.Replace(part, "***", StringComparison.Ordinal)), secret);
}
