using System.Buffers;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>
/// Hands a stream on event by event, metering it. Its closing event waits for the settlement: who has received a
/// reply whole finds it in the usage records.
/// </summary>
internal sealed partial class StreamRelay(Settler settler, SpendingGuard guard, ILogger<StreamRelay> logger)
{
    // Of what an upstream sends faster than it is handed on.
    private const int MostUnflushed = 16 * 1024;

    public async Task RunAsync(RelayExchange exchange, UpstreamReply reply)
    {
        Begin(exchange, reply);
        var meter = reply.Meter!;
        var end = await CopyAsync(exchange, reply);
        NoteHealth(exchange, end, meter);
        var status = StatusOf(exchange, end, meter);
        exchange.Variant = meter.Variant;
        var usage = default(UsageReport);
        // Who leaves in the middle of what is paid for as a whole pays for it.
        var isOwed = status == UsageStatus.ClientGone && exchange.Parsed.Assumed != default;
        try
        {
            if (meter.Usage is null && !reply.Output.Any && !isOwed)
            {
                await settler.SettleAsync(exchange, new Delivery(default, UsageBasis.None, status, Billable: false, end.ErrorCode));
            }
            else
            {
                (usage, var basis) = settler.Measure(exchange, meter.Usage, reply.Output, meter.Counted, meter.IsProvisional);
                await settler.SettleAsync(exchange, new Delivery(usage, basis, status, Billable: true, end.ErrorCode));
            }
        }
        catch (LedgerUnavailableException exception)
        {
            // Settled as soon as it can be; the closing event, which says that it is, must not go out.
            end = Failed(exchange, RelayFailure.Of(exception));
        }

        await EndAsync(exchange, reply, end, usage);
    }

    private static void Begin(RelayExchange exchange, UpstreamReply reply)
    {
        StreamHead.Begin(exchange.Context, reply.Passage!.ContentType ?? reply.ContentType);
        exchange.NoteFirstByte();
    }

    private async Task<StreamEnd> CopyAsync(RelayExchange exchange, UpstreamReply reply)
    {
        var events = reply.Events!;
        var first = events.Peek();
        ValueTask<int> fill;
        try
        {
            do
            {
                if (Take(exchange, events, reply) is { } end)
                {
                    return end;
                }

                if (await guard.IsSpentAsync(exchange, reply.Output))
                {
                    return new StreamEnd(StreamEndKind.Spent, first, null);
                }

                // What has come together goes on together: nothing waits for what has not come.
                fill = events.BeginFill(reply.Clock.Token);
                if (!fill.IsCompleted || exchange.Context.Response.BodyWriter.UnflushedBytes >= MostUnflushed)
                {
                    await FlushAsync(exchange, reply.Clock);
                }

                reply.Clock.ExpectChunk();
            }
            while (events.Filled(await fill));
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            return Broken(exchange, exception);
        }

        return reply.Meter!.Finished && !events.HasRest ? new StreamEnd(StreamEndKind.Ended, [], null) : Broken(exchange, null);
    }

    /// <summary>Hands on the events that have come; gives the end once it is among them.</summary>
    private static StreamEnd? Take(RelayExchange exchange, SseEventReader events, UpstreamReply reply)
    {
        var (meter, passage, writer) = (reply.Meter!, reply.Passage!, exchange.Context.Response.BodyWriter);
        while (events.TryTake(out var wholeEvent))
        {
            var read = meter.Read(wholeEvent);
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
                passage.Pass(writer, wholeEvent, read);
            }
        }

        return null;
    }

    /// <summary>Lets what was written go to the client, and waits until it has room for more.</summary>
    internal static async ValueTask FlushAsync(RelayExchange exchange, UpstreamClock clock)
    {
        if (!exchange.ClientGone)
        {
            try
            {
                var flushed = exchange.Context.Response.BodyWriter.FlushAsync(exchange.Context.RequestAborted);
                if (!flushed.IsCompleted)
                {
                    // Nothing more is read of the upstream until the client has taken what there is.
                    clock.ExpectNothing();
                }

                await flushed;
            }
            catch (OperationCanceledException) when (exchange.ClientGone)
            {
                // The policy of the channel says what becomes of the upstream; the loop goes on or is cancelled by its clock.
            }
        }
    }

    private StreamEnd Broken(RelayExchange exchange, Exception? exception)
    {
        RelayFailure failure = exception is not OperationCanceledException ? new RelayFailure.UpstreamFailed(200, null)
            : exchange.Cut.IsCancellationRequested ? new RelayFailure.ShuttingDown()
            : new RelayFailure.UpstreamTimedOut();
        if (!exchange.ClientGone)
        {
            Log.Broken(logger, exchange.RequestId, exchange.ChannelId, exception?.GetType().Name ?? "closed early");
        }

        return Failed(exchange, failure);
    }

    private static StreamEnd Failed(RelayExchange exchange, RelayFailure failure)
    {
        var error = RelayFailureWriter.ErrorOf(exchange.Context, failure);
        return new StreamEnd(StreamEndKind.Broken, exchange.Door.WriteErrorEvent(error), error.Code);
    }

    /// <summary>A reply is a success of its channel once it has come to its end; where the client left, nobody knows.</summary>
    private static void NoteHealth(RelayExchange exchange, StreamEnd end, StreamMeter meter)
    {
        if (exchange.ClientGone || exchange.Cut.IsCancellationRequested)
        {
            return;
        }

        if (end.Kind == StreamEndKind.Broken && !meter.Finished)
        {
            exchange.Lease!.ChannelFailed("It broke off in the middle of a reply.");
        }
        else
        {
            exchange.Lease!.Succeeded();
        }
    }

    private static UsageStatus StatusOf(RelayExchange exchange, StreamEnd end, StreamMeter meter) =>
        exchange.ClientGone ? UsageStatus.ClientGone
        : end.Kind == StreamEndKind.Spent ? UsageStatus.CutOff
        : end.Kind is StreamEndKind.Broken or StreamEndKind.Failed && !meter.Finished ? UsageStatus.Interrupted
        : UsageStatus.Succeeded;

    private static async Task EndAsync(RelayExchange exchange, UpstreamReply reply, StreamEnd end, UsageReport usage)
    {
        if (exchange.ClientGone)
        {
            return;
        }

        var passage = reply.Passage!;
        exchange.Context.Response.BodyWriter.Write(end.Kind switch
        {
            StreamEndKind.Failed => passage.Fail(end.Event),
            StreamEndKind.Broken => passage.Break(end.Event),
            StreamEndKind.Spent => passage.EndByLength(end.Event, usage),
            _ => passage.End(end.Event, usage),
        });
        await FlushAsync(exchange, reply.Clock);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4030, Level = LogLevel.Warning, Message = "Request {RequestId}: the stream of channel {ChannelId} broke off ({Fault})")]
        public static partial void Broken(ILogger logger, string requestId, long? channelId, string fault);
    }
}

internal enum StreamEndKind
{
    /// <summary>The upstream said that nothing follows.</summary>
    Done,

    /// <summary>The upstream closed after the answer had finished, without saying so.</summary>
    Ended,

    /// <summary>The upstream sent an error event.</summary>
    Failed,

    /// <summary>The upstream broke off, fell silent, or sent what cannot be read.</summary>
    Broken,

    /// <summary>The credit was used up.</summary>
    Spent,
}

/// <param name="Event">The upstream's last event; where it broke off, the one that tells the client; where the credit was used up, its first.</param>
internal readonly record struct StreamEnd(StreamEndKind Kind, byte[] Event, string? ErrorCode);
