using PeppaApi.Ledger;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>
/// The way of one request, from the key to the charge:
/// <code>
///  client ── 1 authenticate ── 2 read ── 3 limits ── 4 reserve ──┐
///                                                                │ hold on disk
///    ┌───────────────────────────────────────────────────────────┘
///    └─ 5 choose channel and key ── 6 translate ── 7 send and stream ⇄ upstream
///            ▲        not one byte gone │                │ 8 meter
///            └──────── failed: another ─┘                │
///  client ◄── last bytes ── 9 settle: charge, release, usage record
/// </code>
/// Every exit after step 4 settles or releases. The client leaving never cancels a settlement.
/// </summary>
internal sealed partial class RelayPipeline(
    RelayGate gate, RateGate rates, CreditHolder holder, AttemptLoop attempts, TokenCounts counts, ILogger<RelayPipeline> logger)
{
    /// <param name="cut">Cancelled when what is under way must end with the process.</param>
    public async Task RunAsync(HttpContext context, DoorDialect door, DoorCall call, CancellationToken cut)
    {
        try
        {
            await WalkAsync(context, door, call, cut);
        }
        catch (LedgerUnavailableException exception) when (!context.Response.HasStarted)
        {
            await RelayFailureWriter.WriteAsync(context, door, RelayFailure.Of(exception));
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // A mistake of ours. Its text could hold content, so only its kind and place are logged.
            Log.Mistake(logger, RequestIds.Of(context), exception.GetType().Name, exception.StackTrace);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await RelayFailureWriter.WriteAsync(context, door, new RelayFailure.Internal());
        }
        catch (OperationCanceledException)
        {
            // The client has left; what it had to pay is settled.
        }
    }

    private async Task WalkAsync(HttpContext context, DoorDialect door, DoorCall call, CancellationToken cut)
    {
        // :: 1 to 3: who, what, and whether they may
        var (exchange, failure) = await gate.AdmitAsync(context, door, call);
        if (exchange is null)
        {
            await RelayFailureWriter.WriteAsync(context, door, failure!);
            return;
        }

        exchange.Cut = cut;
        using (exchange.Request)
        {
            using var turn = await rates.EnterAsync(exchange);

            // :: 4: hold the worst case, durable before anything is sent; a question that costs nothing goes by without
            failure = turn?.Failure ?? (call.Operation == Operation.CountTokens
                ? await counts.AnswerAsync(exchange)
                : await holder.HoldAsync(exchange) ?? await attempts.RunAsync(exchange));
            if (failure is not null)
            {
                await RelayFailureWriter.WriteAsync(context, door, failure);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4050, Level = LogLevel.Error, Message = "Request {RequestId} failed by a mistake of the relay: {Kind}\n{Place}")]
        public static partial void Mistake(ILogger logger, string requestId, string kind, string? place);
    }
}
