using System.Net.WebSockets;
using System.Text.Json;
using PeppaApi.Channels;
using PeppaApi.Ledger;
using PeppaApi.Providers.OpenAI.Realtime;

namespace PeppaApi.Relay;

/// <summary>
/// Two sockets and what goes between them: every message as it came, in both directions at once, until one end closes, breaks off or falls
/// silent, or credit runs out. A response under way then is cancelled upstream and read to its end, so that it is charged as reported.
/// A relay that stops lets a response that was asked for come to its end, as long as it waits for others, and then says goodbye.
/// </summary>
internal sealed class RealtimeSession(
    RelayExchange exchange, SocketMessages client, SocketMessages upstream, RealtimeBooks books, RelayOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _cut = new();
    private readonly long _startedAt = time.GetTimestamp();
    private long _movedAt = time.GetTimestamp();
    private volatile bool _ended;
    private volatile bool _stopping;

    public async Task<RealtimeEnd> RunAsync(CancellationToken stopping)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(stopping, _cut.Token);
        var (up, down) = (UpAsync(), DownAsync());
        var end = await await Task.WhenAny(up, down, WatchAsync(watch.Token));
        await EndAsync(end, up, down);
        return end;
    }

    public void Dispose() => _cut.Dispose();

    private async Task<RealtimeEnd> UpAsync()
    {
        try
        {
            while (true)
            {
                var type = await client.ReceiveAsync(_cut.Token);
                Volatile.Write(ref _movedAt, time.GetTimestamp());
                if (type == WebSocketMessageType.Close)
                {
                    return RealtimeEnd.Closed(RealtimeEndKind.ClientClosed, client.CloseStatus, client.CloseDescription);
                }

                var failure = _ended ? null : await books.BeforeAsync(Read(client.Message));
                if (failure is RelayFailure.ShuttingDown)
                {
                    // What the client still says leads to nothing.
                    continue;
                }

                if (failure is not null)
                {
                    return RealtimeEnd.Refused(failure);
                }

                if (!_ended && !await TrySendAsync(upstream, client.Message, type))
                {
                    return RealtimeEnd.UpstreamBroke;
                }
            }
        }
        catch (InvalidDataException)
        {
            return RealtimeEnd.MessageTooLong;
        }
        catch (LedgerUnavailableException exception)
        {
            return RealtimeEnd.Refused(RelayFailure.Of(exception));
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            return RealtimeEnd.ClientGone;
        }
    }

    private async Task<RealtimeEnd> DownAsync()
    {
        try
        {
            while (true)
            {
                var type = await upstream.ReceiveAsync(_cut.Token);
                Volatile.Write(ref _movedAt, time.GetTimestamp());
                if (type == WebSocketMessageType.Close)
                {
                    return RealtimeEnd.Closed(RealtimeEndKind.UpstreamClosed, upstream.CloseStatus, upstream.CloseDescription);
                }

                // A response is settled before its last event goes out.
                var failure = await books.AfterAsync(RealtimeServerEvent.Read(upstream.Message.Span, books.Output));
                if (!_ended && !await TrySendAsync(client, upstream.Message, type))
                {
                    return RealtimeEnd.ClientGone;
                }

                if (failure is not null)
                {
                    return RealtimeEnd.Refused(failure);
                }

                if (_ended && !books.IsActive)
                {
                    return RealtimeEnd.ClientGone;
                }

                if (_stopping && !books.IsAwaited)
                {
                    return RealtimeEnd.Stopping;
                }
            }
        }
        catch (LedgerUnavailableException exception)
        {
            return RealtimeEnd.Refused(RelayFailure.Of(exception));
        }
        catch (Exception exception) when (exception is InvalidDataException || IsBreak(exception))
        {
            return RealtimeEnd.UpstreamBroke;
        }
    }

    /// <summary>Returns when nothing has moved for too long, the session is too old, or the relay is stopping.</summary>
    private async Task<RealtimeEnd> WatchAsync(CancellationToken cancellationToken)
    {
        var (idle, longest) = (TimeSpan.FromSeconds(options.RealtimeIdleSeconds), TimeSpan.FromMinutes(options.RealtimeMinutes));
        while (true)
        {
            var (silent, age) = (time.GetElapsedTime(Volatile.Read(ref _movedAt)), time.GetElapsedTime(_startedAt));
            if (silent >= idle || age >= longest)
            {
                return silent >= idle ? RealtimeEnd.Idle : RealtimeEnd.TooLong;
            }

            var wait = idle - silent < longest - age ? idle - silent : longest - age;
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return _ended ? RealtimeEnd.Stopping : await StopAsync();
            }
        }
    }

    /// <summary>Returns when nothing is awaited, or it can be waited for no longer.</summary>
    private async Task<RealtimeEnd> StopAsync()
    {
        await books.HoldNoMoreAsync();
        _stopping = true;
        if (!books.IsAwaited)
        {
            return RealtimeEnd.Stopping;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(exchange.Cut, _cut.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return RealtimeEnd.CutOff;
    }

    private async Task EndAsync(RealtimeEnd end, Task up, Task down)
    {
        _ended = true;
        books.Close(end);
        using var patience = new CancellationTokenSource(Farewell, time);
        if (end.Failure is { } failure)
        {
            await TryAsync(client.SendAsync(RealtimeWriter.Error(RelayFailureWriter.ErrorOf(exchange.Context, failure)), WebSocketMessageType.Text, patience.Token));
        }

        await TryAsync(client.CloseAsync(end.Status, end.Description, patience.Token));
        if (books.IsActive && !down.IsCompleted)
        {
            await TrySendAsync(upstream, RealtimeWriter.Cancel, WebSocketMessageType.Text);
            await Task.WhenAny(down, Task.Delay(TimeSpan.FromSeconds(options.DrainSeconds), time, exchange.Cut));
        }

        if (books.IsActive && exchange.Cut.IsCancellationRequested)
        {
            // Also where the process ends: what the upstream reports is worth a moment.
            await Task.WhenAny(down, Task.Delay(Farewell, time));
        }

        await TryAsync(upstream.CloseAsync(end.Failure is null ? end.Status : WebSocketCloseStatus.NormalClosure, end.Failure is null ? end.Description : null, patience.Token));
        await Task.WhenAny(Task.WhenAll(up, down), Task.Delay(Farewell, time));
        await _cut.CancelAsync();
        await Task.WhenAll(up, down);
    }

    private static RealtimeClientEvent Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            return RealtimeClientEvent.Read(message.Span);
        }
        catch (JsonException)
        {
            // The upstream says what is wrong with it.
            return new RealtimeClientEvent(false, message.Length, 0, 0);
        }
    }

    private async Task<bool> TrySendAsync(SocketMessages to, ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        try
        {
            await to.SendAsync(message, type, _cut.Token);
            return true;
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            return false;
        }
    }

    /// <summary>What is said last to an end that may have gone.</summary>
    private static async Task TryAsync(Task saying)
    {
        try
        {
            await saying;
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            // It has gone.
        }
    }

    private static bool IsBreak(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;
}
