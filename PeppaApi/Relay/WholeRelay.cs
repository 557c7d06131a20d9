using PeppaApi.Data.Entities;

namespace PeppaApi.Relay;

/// <summary>Settles and hands on a reply that came in one piece.</summary>
internal sealed class WholeRelay(Settler settler)
{
    public async Task RunAsync(RelayExchange exchange, UpstreamReply reply)
    {
        var (usage, basis) = settler.Measure(exchange, reply.Reading.Usage, reply.Output);
        var gone = exchange.ClientGone;
        if (!gone)
        {
            exchange.NoteFirstByte();
        }

        await settler.SettleAsync(exchange, new Delivery(usage, basis, gone ? UsageStatus.ClientGone : UsageStatus.Succeeded));
        if (gone)
        {
            return;
        }

        var response = exchange.Context.Response;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length;
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(reply.Body, exchange.Context.RequestAborted);
    }
}
