using System.Text.Json;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Meters a stream of the Anthropic dialect event by event (vendors/anthropic.md, 4). Used by one request.</summary>
public sealed class AnthropicStreamReader(OutputText output) : StreamMeter(output)
{
    private AnthropicUsageReader _usage;
    private int? _openBlock;

    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        var data = ServerSentEvent.Data(wholeEvent);
        if (data.IsEmpty)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        try
        {
            var kind = Scan(data);
            Output.Trim();
            Usage = _usage.Report;
            return new StreamEvent(kind);
        }
        catch (JsonException)
        {
            // Not for us to judge: an upstream may send what the client understands.
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => AnthropicEvents.LengthEnd(_openBlock, usage);

    private StreamEventKind Scan(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return StreamEventKind.Other;
        }

        var kind = StreamEventKind.Content;
        var (index, starts, stops) = (0, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                kind = KindOf(ref reader);
                starts = reader.ValueTextEquals("content_block_start"u8);
                stops = reader.ValueTextEquals("content_block_stop"u8);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : 0;
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                _usage.Read(ref reader);
            }
            else
            {
                ScanHolder(ref reader);
            }
        }

        _openBlock = starts ? index : stops ? null : _openBlock;
        return kind;
    }

    private static StreamEventKind KindOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? StreamEventKind.Other
        : reader.ValueTextEquals("message_stop"u8) ? StreamEventKind.Done
        : reader.ValueTextEquals("error"u8) ? StreamEventKind.Error
        : reader.ValueTextEquals("ping"u8) ? StreamEventKind.Other
        : StreamEventKind.Content;

    /// <summary>The members whose own members matter: the message that begins, a block that begins, and what is added.</summary>
    private void ScanHolder(ref Utf8JsonReader reader)
    {
        var matters = reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("content_block"u8);
        reader.Read();
        if (!matters || reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                _usage.Read(ref reader);
            }
            else if (reader.ValueTextEquals("stop_reason"u8))
            {
                reader.Read();
                Finished |= reader.TokenType == JsonTokenType.String;
                reader.Skip();
            }
            else
            {
                AnthropicReplyReader.ReadOutput(ref reader, Output);
            }
        }
    }
}
