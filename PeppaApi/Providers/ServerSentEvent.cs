namespace PeppaApi.Providers;

/// <summary>The parts of one server-sent event as it came.</summary>
public static class ServerSentEvent
{
    /// <summary>Finds the payload of the first <c>data:</c> line; the dialects have one line per event.</summary>
    public static bool TryFindData(ReadOnlySpan<byte> wholeEvent, out int start, out int length)
    {
        start = 0;
        while (start < wholeEvent.Length)
        {
            var line = wholeEvent[start..];
            var end = line.IndexOf((byte)'\n');
            length = end < 0 ? line.Length : end;
            if (line.StartsWith("data:"u8))
            {
                var payload = line[5..length];
                var lead = payload.Length - payload.TrimStart(" "u8).Length;
                start += 5 + lead;
                length = payload[lead..].TrimEnd("\r "u8).Length;
                return true;
            }

            start += length + 1;
        }

        length = 0;
        return false;
    }

    /// <summary>The payload, or nothing if the event has none.</summary>
    public static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> wholeEvent) =>
        TryFindData(wholeEvent, out var start, out var length) ? wholeEvent.Slice(start, length) : default;
}
