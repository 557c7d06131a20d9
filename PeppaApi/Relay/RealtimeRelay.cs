using Microsoft.Extensions.Options;
using PeppaApi.Channels;

namespace PeppaApi.Relay;

/// <summary>Steps 7 to 9 of a realtime session: opens it to the client once an upstream has it open, and stays until it is over.</summary>
internal sealed partial class RealtimeRelay(
    RealtimeBookkeeper keeper, IOptions<RelayOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RealtimeRelay> logger)
{
    public async Task RunAsync(RelayExchange exchange, UpstreamReply reply)
    {
        // A session that is open is a success; it may last too long for its end to be waited for.
        exchange.Lease!.Succeeded();
        using var books = keeper.Open(exchange);
        var end = RealtimeEnd.ClientGone;
        try
        {
            var accepted = new WebSocketAcceptContext { SubProtocol = RealtimeProtocols.Accepted(exchange.Context) };
            using var client = new SocketMessages(await exchange.Context.WebSockets.AcceptWebSocketAsync(accepted), options.Value.MaxRequestBytes);
            using var upstream = new SocketMessages(reply.Socket!, options.Value.MaxReplyBytes);
            using var session = new RealtimeSession(exchange, client, upstream, books, options.Value, time);
            end = await session.RunAsync(lifetime.ApplicationStopping);
            if (end.Kind == RealtimeEndKind.UpstreamBroke)
            {
                exchange.Lease.ChannelFailed("It broke off in the middle of a session.");
            }

            Log.Ended(logger, exchange.RequestId, exchange.ChannelId, end.Kind);
        }
        finally
        {
            await books.FinishAsync(end.ErrorCode);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4034, Level = LogLevel.Information, Message = "Request {RequestId}: the session on channel {ChannelId} is over ({End})")]
        public static partial void Ended(ILogger logger, string requestId, long? channelId, RealtimeEndKind end);
    }
}
