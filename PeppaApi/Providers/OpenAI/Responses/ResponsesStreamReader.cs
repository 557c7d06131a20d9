using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>Meters a stream of typed events (vendors/openai.md, 9.3): usage is in the last one alone.</summary>
internal sealed class ResponsesStreamReader(OutputText output) : StreamMeter(output)
{
    private long _sequence;

    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        var data = ServerSentEvent.Data(wholeEvent);
        if (data.SequenceEqual("[DONE]"u8))
        {
            return new StreamEvent(StreamEventKind.Done);
        }

        try
        {
            return data.IsEmpty ? new StreamEvent(StreamEventKind.Other) : ReadEvent(data);
        }
        catch (JsonException)
        {
            // Not for us to judge: an upstream may send what the client understands.
            return new StreamEvent(StreamEventKind.Other);
        }
    }

    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) =>
        ResponsesEvents.Incomplete(ServerSentEvent.Data(firstEvent), _sequence + 1, usage);

    private StreamEvent ReadEvent(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        var kind = StreamEventKind.Content;
        var (isText, isLast) = (false, false);
        ResponsesScan? scan = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new StreamEvent(StreamEventKind.Other);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                (kind, isText, isLast) = KindOf(reader.ValueSpan);
            }
            else if (reader.ValueTextEquals("sequence_number"u8))
            {
                reader.Read();
                _sequence = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is >= 0 and < long.MaxValue ? number : _sequence;
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                Append(ref reader, isText);
            }
            else if (reader.ValueTextEquals("response"u8) && isLast)
            {
                reader.Read();
                scan = reader.TokenType == JsonTokenType.StartObject ? ResponsesScan.Read(ref reader, null) : null;
            }

            reader.Skip();
        }

        Finished |= isLast;
        Usage = scan?.Usage ?? Usage;
        Output.Trim();
        return new StreamEvent(kind);
    }

    private void Append(ref Utf8JsonReader reader, bool isText)
    {
        // The type stands before the rest wherever this has been seen; without it the piece counts, in the operator's favour.
        if (isText && reader.TokenType == JsonTokenType.String)
        {
            OutputText.Append(Output.Writer, ref reader);
        }
    }

    private static (StreamEventKind Kind, bool IsText, bool IsLast) KindOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("error"u8) ? (StreamEventKind.Error, false, false)
        : type.SequenceEqual("response.failed"u8) ? (StreamEventKind.Error, false, true)
        : type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) ? (StreamEventKind.Done, false, true)
        : (StreamEventKind.Content, type.EndsWith(".delta"u8) && type.IndexOf("audio"u8) < 0, false);
}
