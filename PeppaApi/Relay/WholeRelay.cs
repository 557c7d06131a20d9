using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>Settles and hands on a reply that came in one piece.</summary>
internal sealed class WholeRelay(Settler settler, TimeProvider time)
{
    public async Task RunAsync(RelayExchange exchange, UpstreamReply reply)
    {
        exchange.Lease!.Succeeded();
        var (usage, basis) = settler.Measure(exchange, reply.Reading.Usage, reply.Output, reply.Reading.Counted);
        exchange.Variant = reply.Reading.Variant;
        var gone = exchange.ClientGone;
        if (!gone)
        {
            exchange.NoteFirstByte();
        }

        // First: what cannot be written in the client's dialect is not charged.
        var body = gone ? default : Translate(exchange, reply, usage);
        await settler.SettleAsync(exchange, new Delivery(usage, basis, gone ? UsageStatus.ClientGone : UsageStatus.Succeeded), isDelivered: gone);
        if (gone)
        {
            return;
        }

        var response = exchange.Context.Response;
        response.ContentType = reply.IsDirect ? reply.ContentType : "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(body, exchange.Context.RequestAborted);
    }

    /// <summary>The reply in the client's dialect: as it came if that is the upstream's, too.</summary>
    private ReadOnlyMemory<byte> Translate(RelayExchange exchange, UpstreamReply reply, in UsageReport usage) => reply.Chat is { } chat
        ? exchange.Door.WriteReply(chat, exchange.Parsed, usage, time.GetUtcNow())
        : reply.Body;
}
