using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>Meters a stream (vendors/zhipu-chatglm.md, 2.3): the usage stands in the last event. Used by one request.</summary>
internal sealed class ChatGlmStreamReader(OutputText output) : StreamMeter(output)
{
    public override StreamEvent Read(ReadOnlySpan<byte> wholeEvent)
    {
        var kind = ChatGlmEvent.Value(wholeEvent, "event"u8);
        if (kind.SequenceEqual("error"u8))
        {
            return new StreamEvent(StreamEventKind.Error);
        }

        var ends = kind.SequenceEqual("finish"u8) || kind.SequenceEqual("interrupted"u8);
        Finished |= ends;
        AddText(wholeEvent);
        if (ends)
        {
            ReadUsage(ChatGlmEvent.Value(wholeEvent, "meta"u8));
        }

        return new StreamEvent(kind.IsEmpty ? StreamEventKind.Other : StreamEventKind.Content);
    }

    // No client speaks this dialect: the door ends its own stream.
    public override byte[] EndByLength(ReadOnlySpan<byte> firstEvent, in UsageReport usage) => [];

    private void AddText(ReadOnlySpan<byte> wholeEvent)
    {
        var first = true;
        while (ChatGlmEvent.TakeLine(ref wholeEvent, out var line))
        {
            if (ChatGlmEvent.IsOf(line, "data"u8))
            {
                Output.Writer.Write(first ? default : "\n"u8);
                Output.Writer.Write(line[5..]);
                first = false;
            }
        }

        Output.Trim();
    }

    private void ReadUsage(ReadOnlySpan<byte> meta)
    {
        if (meta.IsEmpty)
        {
            return;
        }

        try
        {
            using var document = ChatFields.Parse(meta);
            Usage = ChatGlmReplyReader.UsageOf(document.RootElement);
        }
        catch (JsonException)
        {
            // Not told, then: it is counted.
        }
    }
}
