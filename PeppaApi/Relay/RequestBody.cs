using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>The bytes of a request body in a rented array, which is cleared and given back on disposal.</summary>
internal sealed class RequestBody(byte[] array, int length) : IDisposable
{
    private const int FirstOfUnknown = 16 * 1024;

    private byte[]? _array = array;
    private int _sending;

    public static RequestBody None { get; } = new([], 0);

    public ReadOnlyMemory<byte> Bytes => _array.AsMemory(0, length);

    /// <summary>An upstream is being sent it. Over HTTP/2 that may go on when its answer is there, and when the request is over.</summary>
    public void BeginSend() => Interlocked.Increment(ref _sending);

    public void EndSend() => Interlocked.Decrement(ref _sending);

    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            if (Volatile.Read(ref _sending) == 0)
            {
                BodyArrays.Return(array, length);
            }
        }
    }

    /// <summary>Reads the body, or gives <see langword="null"/> if it is larger than <paramref name="limit"/>.</summary>
    /// <exception cref="RequestException">It does not come whole, or too slowly.</exception>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        // Who only says that much is coming gets no array.
        byte[] array = [];
        var length = 0;
        try
        {
            ReadResult read;
            do
            {
                read = await request.BodyReader.ReadAsync(cancellationToken);
                var arrived = read.Buffer;
                if (arrived.Length > limit - length)
                {
                    request.BodyReader.AdvanceTo(arrived.End);
                    BodyArrays.Return(array, length);
                    return null;
                }

                array = WithRoom(array, length, length + (int)arrived.Length, (int?)request.ContentLength ?? FirstOfUnknown);
                arrived.CopyTo(array.AsSpan(length));
                length += (int)arrived.Length;
                request.BodyReader.AdvanceTo(arrived.End);
            }
            while (!read.IsCompleted);
        }
        catch (IOException exception)
        {
            BodyArrays.Return(array, length);
            if (exception is ConnectionResetException)
            {
                // Nobody is there to be answered; the server would try to read on.
                request.HttpContext.Abort();
            }

            throw new RequestException(null, "The body did not come whole.", "请求体没有完整到达。");
        }
        catch
        {
            BodyArrays.Return(array, length);
            throw;
        }

        return new RequestBody(array, length);
    }

    /// <summary>The array, or a longer one with the same beginning if it is too short.</summary>
    private static byte[] WithRoom(byte[] array, int used, int needed, int expected)
    {
        if (needed <= array.Length)
        {
            return array;
        }

        var longer = BodyArrays.Rent(Math.Max(needed, Math.Max(expected, array.Length * 2)));
        array.AsSpan(0, used).CopyTo(longer);
        BodyArrays.Return(array, used);
        return longer;
    }
}
