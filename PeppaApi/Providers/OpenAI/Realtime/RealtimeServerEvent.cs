using System.Text.Json;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Providers.OpenAI.Realtime;

public enum RealtimeEventKind
{
    Other,

    /// <summary>A response begins.</summary>
    Created,

    /// <summary>A piece of text, or of what is called.</summary>
    Text,

    /// <summary>A piece of sound.</summary>
    Sound,

    /// <summary>A response has ended, one way or another.</summary>
    Done,

    Error,
}

/// <summary>What must be known of an event that an upstream sends.</summary>
/// <param name="SoundLetters">Letters of sound in base64.</param>
/// <param name="Usage">What a response used; none if it does not say, or says something impossible.</param>
public readonly record struct RealtimeServerEvent(RealtimeEventKind Kind, long SoundLetters = 0, UsageReport? Usage = null)
{
    internal static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    /// <summary>Reads a message; what is no event says nothing.</summary>
    /// <param name="output">Takes the text that counts as output.</param>
    public static RealtimeServerEvent Read(ReadOnlySpan<byte> message, OutputText output)
    {
        try
        {
            var kind = KindOf(message);
            return kind switch
            {
                RealtimeEventKind.Text or RealtimeEventKind.Sound => ReadDelta(kind, message, output),
                RealtimeEventKind.Done => new RealtimeServerEvent(kind, Usage: ReadUsage(message)),
                _ => new RealtimeServerEvent(kind),
            };
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static RealtimeEventKind KindOf(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, Options);
        return !Find(ref reader, "type"u8) || reader.TokenType != JsonTokenType.String ? RealtimeEventKind.Other
            : reader.ValueTextEquals("response.created"u8) ? RealtimeEventKind.Created
            : reader.ValueTextEquals("response.done"u8) ? RealtimeEventKind.Done
            : reader.ValueTextEquals("error"u8) ? RealtimeEventKind.Error
            : !reader.ValueSpan.StartsWith("response."u8) || !reader.ValueSpan.EndsWith(".delta"u8) ? RealtimeEventKind.Other
            : reader.ValueSpan.EndsWith("audio.delta"u8) ? RealtimeEventKind.Sound : RealtimeEventKind.Text;
    }

    private static RealtimeServerEvent ReadDelta(RealtimeEventKind kind, ReadOnlySpan<byte> message, OutputText output)
    {
        var reader = new Utf8JsonReader(message, Options);
        if (!Find(ref reader, "delta"u8) || reader.TokenType != JsonTokenType.String)
        {
            return default;
        }

        if (kind == RealtimeEventKind.Sound)
        {
            return new RealtimeServerEvent(kind, reader.ValueSpan.Length);
        }

        OutputText.Append(output.Writer, ref reader);
        output.Trim();
        return new RealtimeServerEvent(kind);
    }

    private static UsageReport? ReadUsage(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, Options);
        return Find(ref reader, "response"u8) && reader.TokenType == JsonTokenType.StartObject
            && Find(ref reader, "usage"u8) && reader.TokenType == JsonTokenType.StartObject
            && MediaUsage.TryRead(ref reader, out var usage) && usage.HasTokens ? usage.Report() : null;
    }

    /// <summary>Goes to the value of a member of the object that the reader stands on, or before.</summary>
    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.None)
        {
            reader.Read();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
