using Microsoft.Extensions.Options;
using PeppaApi.Channels;

namespace PeppaApi.Relay;

/// <summary>Steps 5 to 9: sends a held request until one channel gives a reply; settles it, or releases the hold.</summary>
internal sealed class AttemptLoop(
    ChannelSelector selector, UpstreamSender sender, ReplyRelay relay, IOptions<RelayOptions> options, TimeProvider time, Random random)
{
    /// <returns>Why there is no reply, or <see langword="null"/> once one was handed on.</returns>
    public async Task<RelayFailure?> RunAsync(RelayExchange exchange)
    {
        await using var reservation = exchange.Reservation;
        var bounds = new RetryBounds(exchange, options.Value);
        var search = new ChannelSearch(exchange.Caller.GroupName, exchange.Parsed.Model, AffinityOf(exchange));
        RelayFailure? first = null;
        await using var keepAlive = new KeepAlive(exchange, options.Value.KeepAliveSeconds, time);
        while (bounds.AllowAnother)
        {
            // :: 5: choose a channel and a key that this request has not tried
            using var lease = selector.Choose(search);
            if (lease is null)
            {
                break;
            }

            if (await WaitAsync(exchange, lease, search, bounds))
            {
                first = new RelayFailure.ClientGone();
                break;
            }

            exchange.Attempts++;
            exchange.Lease = lease;
            reservation.MarkSent();

            // :: 6 and 7: translate and send; so far nothing goes to the client
            var (reply, failure) = await sender.SendAsync(exchange, lease);
            if (reply is { Events: null } && await HasBegunAsync(exchange, keepAlive))
            {
                // Whole, where a stream was asked for and has begun: it cannot be handed on any more.
                reply.Dispose();
                (reply, failure) = (null, new RelayFailure.UpstreamFailed(200, null));
            }

            if (reply is not null)
            {
                lease.Answered();
                await keepAlive.DisposeAsync();
                // :: 7 to 9: hand on, meter, settle
                using (reply)
                {
                    await relay.RunAsync(exchange, reply);
                }

                return null;
            }

            first ??= failure;
            if (!failure!.MayTryAnother || exchange.ClientGone)
            {
                (first, var works) = (failure, failure is RelayFailure.UpstreamRejected);
                if (works)
                {
                    lease.Succeeded();
                }

                break;
            }

            bounds.Note(failure);
        }

        first ??= RelayFailure.NoneLeft(selector, search);
        await relay.ReleaseAsync(exchange, first);
        return first;
    }

    /// <summary>Where the vendor's cache makes input cheaper, a conversation stays with its key.</summary>
    private static int? AffinityOf(RelayExchange exchange) =>
        exchange.Price.CachedInputPerMillion < exchange.Price.InputPerMillion
            ? StickyRoutes.Affinity(exchange.Caller.UserId, exchange.Parsed.Model, exchange.Request.Body.Span)
            : null;

    private static async ValueTask<bool> HasBegunAsync(RelayExchange exchange, KeepAlive keepAlive)
    {
        await keepAlive.DisposeAsync();
        return exchange.Context.Response.HasStarted;
    }

    /// <summary>Another channel is tried at once; the same one is given a moment.</summary>
    /// <returns>Whether the client has left.</returns>
    private async Task<bool> WaitAsync(RelayExchange exchange, ChannelLease lease, ChannelSearch search, RetryBounds bounds)
    {
        if (search.HasFailedOn(lease.Channel.Id))
        {
            var wait = Task.Delay(bounds.Backoff(random.NextDouble()), time, exchange.Context.RequestAborted);
            await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return exchange.ClientGone;
    }
}
