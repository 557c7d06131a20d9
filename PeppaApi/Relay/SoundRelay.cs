using System.Buffers;
using PeppaApi.Data.Entities;

namespace PeppaApi.Relay;

/// <summary>
/// Hands on a reply that is no text, piece by piece as it comes. The last piece waits for the settlement, as the closing
/// event of a stream does.
/// </summary>
internal sealed partial class SoundRelay(Settler settler, ILogger<SoundRelay> logger)
{
    private const int PieceSize = 16 * 1024;

    public async Task RunAsync(RelayExchange exchange, UpstreamReply reply)
    {
        var response = exchange.Context.Response;
        response.ContentType = reply.ContentType;
        response.Headers.CacheControl = "no-store";
        exchange.NoteFirstByte();
        using var last = new Piece(reply.FirstPiece);
        var whole = await CopyAsync(exchange, reply, last);
        await SettleAsync(exchange, reply, whole);
        if (exchange.ClientGone)
        {
            return;
        }

        if (!whole)
        {
            // There is no event that could say so: a broken connection does.
            exchange.Context.Abort();
            return;
        }

        await response.BodyWriter.WriteAsync(last.Bytes, exchange.Context.RequestAborted);
    }

    /// <summary>Copies all but the last piece; says whether the upstream came to its end.</summary>
    private async Task<bool> CopyAsync(RelayExchange exchange, UpstreamReply reply, Piece last)
    {
        using var next = new Piece(default);
        try
        {
            reply.Clock.ExpectChunk();
            while (await next.FillAsync(reply.Sound!, reply.Clock.Token))
            {
                await WriteAsync(exchange, last.Bytes, reply.Clock);
                last.Exchange(next);
                reply.Clock.ExpectChunk();
            }

            exchange.Lease!.Succeeded();
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            if (!exchange.ClientGone && !exchange.Cut.IsCancellationRequested)
            {
                Log.Broken(logger, exchange.RequestId, exchange.ChannelId, exception.GetType().Name);
                exchange.Lease!.ChannelFailed("It broke off in the middle of a reply.");
            }

            return false;
        }
    }

    private static async ValueTask WriteAsync(RelayExchange exchange, ReadOnlyMemory<byte> piece, UpstreamClock clock)
    {
        // Who has left pays all the same; the policy of the channel says whether the upstream is read to its end.
        if (!exchange.ClientGone)
        {
            exchange.Context.Response.BodyWriter.Write(piece.Span);
            await StreamRelay.FlushAsync(exchange, clock);
        }
    }

    private async Task SettleAsync(RelayExchange exchange, UpstreamReply reply, bool whole)
    {
        if (!whole && !exchange.ClientGone)
        {
            await settler.SettleAsync(exchange, new Delivery(default, UsageBasis.None, UsageStatus.Interrupted, Billable: false, "upstream_error"));
            return;
        }

        var (usage, basis) = settler.Measure(exchange, null, reply.Output);
        await settler.SettleAsync(exchange, new Delivery(usage, basis, exchange.ClientGone ? UsageStatus.ClientGone : UsageStatus.Succeeded));
    }

    /// <summary>A rented array with what was read into it; cleared when given back.</summary>
    internal sealed class Piece : IDisposable
    {
        private byte[] _array = ArrayPool<byte>.Shared.Rent(PieceSize);
        private int _length;

        public Piece(ReadOnlyMemory<byte> bytes)
        {
            bytes.CopyTo(_array);
            _length = bytes.Length;
        }

        public ReadOnlyMemory<byte> Bytes => _array.AsMemory(0, _length);

        public async ValueTask<bool> FillAsync(Stream stream, CancellationToken cancellationToken)
        {
            _length = await stream.ReadAsync(_array.AsMemory(0, PieceSize), cancellationToken);
            return _length > 0;
        }

        public void Exchange(Piece other) => (_array, _length, other._array, other._length) = (other._array, other._length, _array, _length);

        public void Dispose()
        {
            var array = _array;
            _array = [];
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4032, Level = LogLevel.Warning, Message = "Request {RequestId}: the sound of channel {ChannelId} broke off ({Fault})")]
        public static partial void Broken(ILogger logger, string requestId, long? channelId, string fault);
    }
}
