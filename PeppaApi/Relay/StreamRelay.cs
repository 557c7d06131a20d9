using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Relay;

/// <summary>
/// Hands a stream on event by event, metering it. The closing <c>[DONE]</c> waits for the settlement: who has received a
/// reply whole finds it in the usage records.
/// </summary>
internal sealed partial class StreamRelay(Settler settler, SpendingGuard guard, ILogger<StreamRelay> logger)
{
    public async Task RunAsync(RelayExchange exchange, UpstreamReply reply)
    {
        Begin(exchange, reply);
        var reader = new OpenAIStreamReader(reply.Output);
        var end = await CopyAsync(exchange, reply, reader);
        var status = StatusOf(exchange, end, reader);
        if (reader.Usage is null && !reply.Output.Any)
        {
            await settler.SettleAsync(exchange, new Delivery(default, UsageBasis.None, status, Billable: false, end.ErrorCode));
        }
        else
        {
            var (usage, basis) = settler.Measure(exchange, reader.Usage, reply.Output);
            await settler.SettleAsync(exchange, new Delivery(usage, basis, status, Billable: true, end.ErrorCode));
        }

        await EndAsync(exchange, end);
    }

    private static void Begin(RelayExchange exchange, UpstreamReply reply)
    {
        var response = exchange.Context.Response;
        response.ContentType = reply.ContentType;
        response.Headers.CacheControl = "no-cache, no-store";
        // Tells nginx and the like not to gather the events.
        response.Headers["X-Accel-Buffering"] = "no";
        exchange.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        exchange.NoteFirstByte();
    }

    private async Task<StreamEnd> CopyAsync(RelayExchange exchange, UpstreamReply reply, OpenAIStreamReader reader)
    {
        var events = reply.Events!;
        var first = events.Peek();
        try
        {
            do
            {
                if (Take(exchange, events, reader) is { } end)
                {
                    return end;
                }

                await FlushAsync(exchange);
                if (await guard.IsSpentAsync(exchange, reply.Output))
                {
                    return new StreamEnd(StreamEndKind.Spent, OpenAIChunks.LengthEnd(Payload(first)), null);
                }

                reply.Clock.ExpectChunk();
            }
            while (await events.FillAsync(reply.Clock.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            return Broken(exchange, exception);
        }

        return reader.Finished && !events.HasRest ? new StreamEnd(StreamEndKind.Ended, null, null) : Broken(exchange, null);
    }

    /// <summary>Hands on the events that have come; gives the end once it is among them.</summary>
    private static StreamEnd? Take(RelayExchange exchange, SseEventReader events, OpenAIStreamReader reader)
    {
        var writer = exchange.Context.Response.BodyWriter;
        while (events.TryTake(out var wholeEvent))
        {
            var read = reader.Read(wholeEvent);
            if (read.Kind == StreamEventKind.Done)
            {
                return new StreamEnd(StreamEndKind.Done, wholeEvent.ToArray(), null);
            }

            if (read.Kind == StreamEventKind.Error)
            {
                return new StreamEnd(StreamEndKind.Failed, wholeEvent.ToArray(), "upstream_error");
            }

            if (!exchange.ClientGone)
            {
                Write(writer, wholeEvent, read, exchange.Parsed.WantsUsage);
            }
        }

        return null;
    }

    private static void Write(IBufferWriter<byte> writer, ReadOnlySpan<byte> wholeEvent, StreamEvent read, bool wantsUsage)
    {
        if (wantsUsage || read is { Kind: not StreamEventKind.Usage, Cut: null })
        {
            writer.Write(wholeEvent);
        }
        else if (read is { Kind: not StreamEventKind.Usage, Cut: { } cut })
        {
            writer.Write(wholeEvent[..cut.Start]);
            writer.Write(wholeEvent[cut.End..]);
        }
    }

    private static async ValueTask FlushAsync(RelayExchange exchange)
    {
        if (!exchange.ClientGone)
        {
            try
            {
                await exchange.Context.Response.BodyWriter.FlushAsync(exchange.Context.RequestAborted);
            }
            catch (OperationCanceledException) when (exchange.ClientGone)
            {
                // The policy of the channel says what becomes of the upstream; the loop goes on or is cancelled by its clock.
            }
        }
    }

    private StreamEnd Broken(RelayExchange exchange, Exception? exception)
    {
        var failure = exception is OperationCanceledException ? (RelayFailure)new RelayFailure.UpstreamTimedOut() : new RelayFailure.UpstreamFailed(200, null);
        var text = RelayFailureText.Of(failure);
        if (!exchange.ClientGone)
        {
            Log.Broken(logger, exchange.RequestId, exchange.ChannelId, exception?.GetType().Name ?? "closed early");
        }

        return new StreamEnd(
            StreamEndKind.Broken, OpenAIChunks.Error(RelayFailureWriter.Words(exchange.Context.Request, text), text.Type, text.Code), text.Code);
    }

    private static UsageStatus StatusOf(RelayExchange exchange, StreamEnd end, OpenAIStreamReader reader) =>
        exchange.ClientGone ? UsageStatus.ClientGone
        : end.Kind == StreamEndKind.Spent ? UsageStatus.CutOff
        : end.Kind is StreamEndKind.Broken or StreamEndKind.Failed && !reader.Finished ? UsageStatus.Interrupted
        : UsageStatus.Succeeded;

    private static async Task EndAsync(RelayExchange exchange, StreamEnd end)
    {
        if (exchange.ClientGone)
        {
            return;
        }

        var writer = exchange.Context.Response.BodyWriter;
        writer.Write(end.LastBytes);
        if (end.Kind == StreamEndKind.Spent)
        {
            writer.Write(OpenAIChunks.Done.Span);
        }

        await FlushAsync(exchange);
    }

    private static ReadOnlySpan<byte> Payload(byte[] wholeEvent) =>
        wholeEvent.AsSpan() is var bytes && bytes.IndexOf((byte)'{') is >= 0 and var start ? bytes[start..] : default;

    private static partial class Log
    {
        [LoggerMessage(EventId = 4030, Level = LogLevel.Warning, Message = "Request {RequestId}: the stream of channel {ChannelId} broke off ({Fault})")]
        public static partial void Broken(ILogger logger, string requestId, long? channelId, string fault);
    }
}

internal enum StreamEndKind
{
    /// <summary>The upstream said <c>[DONE]</c>.</summary>
    Done,

    /// <summary>The upstream closed after the last choice had finished, without <c>[DONE]</c>.</summary>
    Ended,

    /// <summary>The upstream sent an error event.</summary>
    Failed,

    /// <summary>The upstream broke off, fell silent, or sent what cannot be read.</summary>
    Broken,

    /// <summary>The credit was used up.</summary>
    Spent,
}

/// <param name="LastBytes">What the client gets after the settlement.</param>
internal readonly record struct StreamEnd(StreamEndKind Kind, byte[]? LastBytes, string? ErrorCode);
