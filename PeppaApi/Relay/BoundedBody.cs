namespace PeppaApi.Relay;

/// <summary>Reads an upstream's body with a bound.</summary>
internal static class BoundedBody
{
    /// <exception cref="InvalidDataException">The body is larger than allowed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, long? knownLength, int limit, CancellationToken cancellationToken)
    {
        if (knownLength > limit)
        {
            throw new InvalidDataException($"The reply is larger than {limit} bytes.");
        }

        // Read into an array of its own, not a pooled one: a reply can be large, and nobody else ever sees it.
        var buffer = new byte[(int)(knownLength ?? 4096) + 1];
        var length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (length > limit)
            {
                throw new InvalidDataException($"The reply is larger than {limit} bytes.");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(limit + 1, buffer.Length * 2));
            }
        }

        return buffer.AsMemory(0, length);
    }

    /// <summary>The beginning of a body; the rest is left unread.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadStartAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        var buffer = new byte[most];
        var length = await stream.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, cancellationToken);
        return buffer.AsMemory(0, length);
    }
}
