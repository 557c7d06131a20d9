using System.Buffers;

namespace PeppaApi.Relay;

/// <summary>
/// While the upstream of a stream thinks, sends the client what its dialect has for it, so that nothing on the way takes the silence for the
/// end. The first one fixes the status at 200: another channel may still be tried, for nothing of an answer has gone out, but an error is
/// then told by an event (decision 8). Costs one timer that is not heard where the upstream is quick.
/// </summary>
internal sealed class KeepAlive : IAsyncDisposable
{
    private readonly RelayExchange _exchange;
    private readonly Lock _gate = new();
    private readonly ITimer? _timer;
    private Task _writing = Task.CompletedTask;
    private bool _stopped;

    public KeepAlive(RelayExchange exchange, int seconds, TimeProvider time)
    {
        _exchange = exchange;
        if (exchange.Parsed.Stream && exchange.Door.Heartbeat is not null && seconds > 0)
        {
            var every = TimeSpan.FromSeconds(seconds);
            _timer = time.CreateTimer(static state => ((KeepAlive)state!).Ring(), this, every, every);
        }
    }

    /// <summary>Sends no more; returns once the last one is out, so that the reply may follow.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is null)
        {
            return;
        }

        await _timer.DisposeAsync();
        Task last;
        lock (_gate)
        {
            _stopped = true;
            last = _writing;
        }

        await last;
    }

    private void Ring()
    {
        lock (_gate)
        {
            if (!_stopped && _writing.IsCompleted && !_exchange.ClientGone)
            {
                _writing = WriteAsync();
            }
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            StreamHead.Begin(_exchange.Context, StreamHead.EventStream);
            var writer = _exchange.Context.Response.BodyWriter;
            writer.Write(_exchange.Door.Heartbeat);
            await writer.FlushAsync(_exchange.Context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The client has left: the request finds that out by itself.
        }
    }
}
