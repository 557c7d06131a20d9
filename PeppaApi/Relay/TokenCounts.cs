using PeppaApi.Channels;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>
/// Answers how many input tokens a conversation has. It costs nothing, so nothing is held: by the upstream where it speaks the
/// client's dialect and counts, else, or if that fails, from the text.
/// </summary>
internal sealed class TokenCounts(ChannelSelector selector, UpstreamSender sender, TokenCounter counter)
{
    public async Task<RelayFailure?> AnswerAsync(RelayExchange exchange)
    {
        using var lease = selector.Choose(new ChannelSearch(exchange.Caller.GroupName, exchange.Parsed.Model, null));
        if (lease is not null && UpstreamMessages.IsDirect(exchange, lease) && lease.Channel.Provider.Dialect.Serves(Operation.CountTokens))
        {
            var (reply, failure) = await sender.SendAsync(exchange, lease);
            if (reply is not null || failure is RelayFailure.UpstreamRejected)
            {
                lease.Succeeded();
            }

            if (failure is RelayFailure.UpstreamRejected or RelayFailure.ClientGone)
            {
                return failure;
            }

            if (reply is not null)
            {
                using (reply)
                {
                    await WriteAsync(exchange, reply.Body);
                }

                return null;
            }
        }

        await WriteAsync(exchange, exchange.Door.WriteTokenCount(exchange.Door.CountInput(counter, exchange.Parsed, exchange.Request.Body)));
        return null;
    }

    private static async Task WriteAsync(RelayExchange exchange, ReadOnlyMemory<byte> body)
    {
        var response = exchange.Context.Response;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(body, exchange.Context.RequestAborted);
    }
}
