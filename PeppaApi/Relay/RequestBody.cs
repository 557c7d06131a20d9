using System.Buffers;
using Microsoft.AspNetCore.Connections;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>The bytes of a request body in a rented array, which is cleared and given back on disposal.</summary>
internal sealed class RequestBody(byte[] array, int length) : IDisposable
{
    private byte[]? _array = array;

    public static RequestBody None { get; } = new([], 0);

    public ReadOnlyMemory<byte> Bytes => _array.AsMemory(0, length);

    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            // Content must not lie about for the next tenant of the array.
            array.AsSpan(0, length).Clear();
            ArrayPool<byte>.Shared.Return(array);
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

        var array = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 16 * 1024) + 1);
        var length = 0;
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(array.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length > limit)
                {
                    Return(array, length);
                    return null;
                }

                array = length == array.Length ? Grow(array, length) : array;
            }
        }
        catch (IOException exception)
        {
            Return(array, length);
            if (exception is ConnectionResetException)
            {
                // Nobody is there to be answered; the server would try to read on.
                request.HttpContext.Abort();
            }

            throw new RequestException(null, "The body did not come whole.", "请求体没有完整到达。");
        }
        catch
        {
            Return(array, length);
            throw;
        }

        return new RequestBody(array, length);
    }

    private static byte[] Grow(byte[] array, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(array.Length * 2);
        array.AsSpan(0, length).CopyTo(larger);
        Return(array, length);
        return larger;
    }

    private static void Return(byte[] array, int length)
    {
        array.AsSpan(0, length).Clear();
        ArrayPool<byte>.Shared.Return(array);
    }
}
