using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Meters a stream of the Anthropic dialect event by event (vendors/anthropic.md, 4). Used by one request.</summary>
public sealed class AnthropicStreamReader(OutputText output) : StreamMeter(output)
{
    private AnthropicUsageReader _usage;
    private int? _openBlock;

    // The message that begins says of its output a few tokens; how many they came to is said beside the last delta (vendors/anthropic.md, 4).
    private bool _saidOutput;

    private readonly TextShape _shape = new(output);

    // What the event at hand adds to a block, if that is text.
    private TextPiece? _text;

    // Whether it says anything beside.
    private bool _saysMore;

    public override bool IsProvisional => !_saidOutput;

    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        if (_shape.TryRead(wholeEvent, out var same))
        {
            return same;
        }

        if (!ServerSentEvent.TryFindData(wholeEvent, out var start, out var length) || length == 0)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        try
        {
            (_text, _saysMore) = (null, false);
            var written = Output.UpperBound;
            var kind = Scan(wholeEvent.Slice(start, length));
            written = Output.UpperBound - written;
            Output.Trim();
            Usage = _usage.Report;
            var read = new StreamEvent(kind, Text: _text?.Shifted(start));
            if (!_saysMore)
            {
                _shape.Remember(wholeEvent, read, written);
            }

            return read;
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
                ReadUsage(ref reader, isLast: true);
            }
            else
            {
                ScanHolder(ref reader);
            }
        }

        _saysMore |= starts || stops;
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
        var isDelta = reader.ValueTextEquals("delta"u8);
        var matters = isDelta || reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("content_block"u8);
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
                ReadUsage(ref reader, isLast: isDelta);
            }
            else if (reader.ValueTextEquals("stop_reason"u8))
            {
                reader.Read();
                Finished |= reader.TokenType == JsonTokenType.String;
                _saysMore = true;
                reader.Skip();
            }
            else if (isDelta && (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("thinking"u8)))
            {
                ReadText(ref reader);
            }
            else
            {
                AnthropicReplyReader.ReadOutput(ref reader, Output);
            }
        }
    }

    private void ReadUsage(ref Utf8JsonReader reader, bool isLast)
    {
        _saidOutput |= isLast && reader.TokenType == JsonTokenType.StartObject;
        _saysMore = true;
        _usage.Read(ref reader);
    }

    /// <summary>Text or thought that is added to a block: a delta has nothing beside it.</summary>
    private void ReadText(ref Utf8JsonReader reader)
    {
        var kind = reader.ValueSpan.Length == 4 ? ChatDeltaKind.Text : ChatDeltaKind.Thinking;
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0)
        {
            OutputText.Append(Output.Writer, ref reader);
            _text = new TextPiece(kind, new JsonSpan((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
        }

        reader.Skip();
    }
}
