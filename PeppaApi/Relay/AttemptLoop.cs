using Microsoft.Extensions.Options;
using PeppaApi.Channels;

namespace PeppaApi.Relay;

/// <summary>Steps 5 to 9: sends a held request until one channel gives a reply; settles it, or releases the hold.</summary>
internal sealed class AttemptLoop(ChannelSelector selector, UpstreamSender sender, ReplyRelay relay, IOptions<RelayOptions> options)
{
    /// <returns>Why there is no reply, or <see langword="null"/> once one was handed on.</returns>
    public async Task<RelayFailure?> RunAsync(RelayExchange exchange)
    {
        await using var reservation = exchange.Reservation;
        RelayFailure? first = null;
        var tried = new HashSet<long>();
        while (exchange.Attempts < options.Value.MaxAttempts)
        {
            // :: 5: choose a channel and a key that this request has not tried
            var lease = selector.Choose(exchange.Caller.GroupName, exchange.Parsed.Model, tried);
            if (lease is null)
            {
                break;
            }

            tried.Add(lease.Key.Id);
            exchange.Attempts++;
            exchange.ChannelId = lease.Channel.Id;
            reservation.MarkSent();

            // :: 6 and 7: translate and send; so far nothing goes to the client
            var (reply, failure) = await sender.SendAsync(exchange, lease);
            if (reply is not null)
            {
                lease.Succeeded();
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
                first = failure;
                break;
            }
        }

        first ??= Unavailable(exchange);
        await relay.ReleaseAsync(exchange, first);
        return first;
    }

    private RelayFailure Unavailable(RelayExchange exchange)
    {
        var (group, model) = (exchange.Caller.GroupName, exchange.Parsed.Model);
        return selector.RetryAfter(group, model) is { } wait ? new RelayFailure.ChannelsBusy(wait) : new RelayFailure.NoChannel(group, model);
    }
}
