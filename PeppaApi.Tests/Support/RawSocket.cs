using System.Net.Sockets;
using System.Text;

namespace PeppaApi.Tests.Support;

/// <summary>For tests that write a request byte by byte.</summary>
internal static class RawSocket
{
    /// <summary>All that comes until the other side closes or resets the connection.</summary>
    public static async Task<string> ReadToEndAsync(this Socket socket)
    {
        var (buffer, text) = (new byte[4096], "");
        try
        {
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
            {
                text += Encoding.UTF8.GetString(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            // Reset, after its answer if there was one.
        }

        return text;
    }
}
