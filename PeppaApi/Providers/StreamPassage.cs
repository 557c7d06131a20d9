using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers;

/// <summary>What becomes of an upstream's events on their way to the client. Used by one request.</summary>
public abstract class StreamPassage
{
    /// <summary>What the client is told that comes; none is what the upstream said.</summary>
    public virtual string? ContentType => null;

    /// <summary>Hands one event on that is neither the last nor an error.</summary>
    public abstract void Pass(IBufferWriter<byte> client, ReadOnlySpan<byte> wholeEvent, in StreamEvent read);

    /// <summary>What the client gets last, once the request is settled.</summary>
    /// <param name="lastEvent">The upstream's closing event; empty if it closed without one.</param>
    public abstract byte[] End(byte[] lastEvent, in UsageReport usage);

    /// <summary>What the client gets last when the credit is used up.</summary>
    public abstract byte[] EndByLength(byte[] firstEvent, in UsageReport usage);

    /// <summary>What the client gets last when the upstream sent an error.</summary>
    public abstract byte[] Fail(byte[] errorEvent);

    /// <summary>What the client gets last when the upstream broke off: an error in its own dialect.</summary>
    public virtual byte[] Break(byte[] errorEvent) => errorEvent;
}

/// <summary>Client and upstream speak the same dialect: every event goes as it came.</summary>
public sealed class DirectPassage(StreamMeter meter, bool wantsUsage) : StreamPassage
{
    public override void Pass(IBufferWriter<byte> client, ReadOnlySpan<byte> wholeEvent, in StreamEvent read)
    {
        if (wantsUsage)
        {
            if (read.Kind != StreamEventKind.Hidden)
            {
                client.Write(wholeEvent);
            }
        }
        else if (read.Kind is StreamEventKind.Content or StreamEventKind.Other)
        {
            if (read.Cut is { } cut)
            {
                client.Write(wholeEvent[..cut.Start]);
                client.Write(wholeEvent[cut.End..]);
            }
            else
            {
                client.Write(wholeEvent);
            }
        }
    }

    public override byte[] End(byte[] lastEvent, in UsageReport usage) => lastEvent;

    public override byte[] EndByLength(byte[] firstEvent, in UsageReport usage) => meter.EndByLength(firstEvent, usage);

    public override byte[] Fail(byte[] errorEvent) => errorEvent;
}

/// <summary>Client and upstream speak different dialects: every event is read into <see cref="ChatDelta"/>s and written anew.</summary>
public sealed class TranslatedPassage(ChatStreamReader reader, ChatStreamWriter writer, Func<byte[], byte[]> fail) : StreamPassage
{
    private readonly List<ChatDelta> _deltas = [];
    private TextFrame? _frame;

    public override string ContentType => "text/event-stream; charset=utf-8";

    public override void Pass(IBufferWriter<byte> client, ReadOnlySpan<byte> wholeEvent, in StreamEvent read)
    {
        if (read.Text is { } text && _frame?.Kind == text.Kind)
        {
            // Nearly all events of nearly all streams: nothing is parsed, and nothing made.
            _frame.Write(client, wholeEvent.Slice(text.Escaped.Start, text.Escaped.Length));
            return;
        }

        try
        {
            reader.ReadEvent(wholeEvent, _deltas);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // What cannot be read says nothing; the meter knows whether the answer came to its end.
        }

        foreach (var delta in _deltas)
        {
            writer.Write(client, delta);
        }

        if (_deltas.Count > 0)
        {
            _frame = read.Text is { } first && writer.FramesText ? TextFrame.Of(writer, first.Kind) : null;
        }

        _deltas.Clear();
    }

    public override byte[] End(byte[] lastEvent, in UsageReport usage)
    {
        var last = new ArrayBufferWriter<byte>();
        Pass(last, lastEvent, default);
        writer.End(last, usage);
        return last.WrittenSpan.ToArray();
    }

    public override byte[] EndByLength(byte[] firstEvent, in UsageReport usage)
    {
        var last = new ArrayBufferWriter<byte>();
        writer.Write(last, ChatDelta.Finish(ChatFinish.Length));
        writer.End(last, usage);
        return last.WrittenSpan.ToArray();
    }

    public override byte[] Fail(byte[] errorEvent) => fail(errorEvent);
}
