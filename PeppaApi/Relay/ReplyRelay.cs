namespace PeppaApi.Relay;

/// <summary>Steps 7 to 9: hands a reply on, whole or streamed, and settles; or releases where there is none.</summary>
internal sealed class ReplyRelay(WholeRelay whole, StreamRelay stream, SoundRelay sound, RealtimeRelay realtime, Settler settler)
{
    public Task RunAsync(RelayExchange exchange, UpstreamReply reply) =>
        reply.Events is not null ? stream.RunAsync(exchange, reply)
        : reply.Socket is not null ? realtime.RunAsync(exchange, reply)
        : reply.Sound is not null ? sound.RunAsync(exchange, reply)
        : whole.RunAsync(exchange, reply);

    public Task ReleaseAsync(RelayExchange exchange, RelayFailure failure) => settler.ReleaseAsync(exchange, failure);
}
