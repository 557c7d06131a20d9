using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

public enum StreamEventKind
{
    /// <summary>Goes to the client, but for <see cref="StreamEvent.Cut"/>.</summary>
    Content,

    /// <summary>A comment or the like: goes to the client and says nothing.</summary>
    Other,

    /// <summary>Only the usage, in a chunk of its own.</summary>
    Usage,

    Error,

    /// <summary><c>[DONE]</c>: nothing follows.</summary>
    Done,
}

/// <param name="Cut">Bytes of the event that the client did not ask for.</param>
public readonly record struct StreamEvent(StreamEventKind Kind, JsonSpan? Cut);

/// <summary>
/// Meters a stream of the OpenAI dialect event by event (vendors/openai.md, 2.4): takes note of usage, end and the
/// text written. Used by one request.
/// </summary>
public sealed class OpenAIStreamReader(OutputText output)
{
    /// <summary>As reported; none if the upstream said nothing so far, or something impossible.</summary>
    public UsageReport? Usage { get; private set; }

    /// <summary>Whether a choice has come to its end.</summary>
    public bool Finished { get; private set; }

    /// <summary>Reads one event, its closing empty line included.</summary>
    public StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (!TryFindData(wholeEvent, out var start, out var length))
        {
            return new StreamEvent(StreamEventKind.Other, null);
        }

        var data = wholeEvent.Slice(start, length);
        if (data.SequenceEqual("[DONE]"u8))
        {
            return new StreamEvent(StreamEventKind.Done, null);
        }

        try
        {
            var scan = OpenAIMessageScanner.Scan(data, output.Writer);
            output.Trim();
            Usage = scan.HasUsage ? scan.Usage : Usage;
            Finished |= scan.Finished;
            var kind =
                scan.HasError ? StreamEventKind.Error
                : scan.HasUsage && !scan.HasChoices ? StreamEventKind.Usage
                : StreamEventKind.Content;
            return new StreamEvent(kind, scan.EmptyUsage is { } cut ? new JsonSpan(start + cut.Start, cut.Length) : null);
        }
        catch (JsonException)
        {
            // Not for us to judge: an upstream may send what the client understands.
            return new StreamEvent(StreamEventKind.Other, null);
        }
    }

    /// <summary>Finds the payload of the first <c>data:</c> line; OpenAI's dialect has one line per event.</summary>
    internal static bool TryFindData(ReadOnlySpan<byte> wholeEvent, out int start, out int length)
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
}
