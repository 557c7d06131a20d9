using System.Net.Sockets;

namespace PeppaApi.Benchmarks.Load;

/// <summary>One request and its judged reply. A failure is a result, not an exception.</summary>
internal static class Exchange
{
    /// <returns>What went wrong, or null.</returns>
    public static async ValueTask<string?> TryAsync(HttpConnection connection, ChatRequest request)
    {
        try
        {
            await connection.ExchangeAsync(request.Bytes);
            return ReplyCheck.FindFault(connection.Reply, request);
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException or ObjectDisposedException)
        {
            connection.Dispose();
            return e.Message;
        }
    }
}
