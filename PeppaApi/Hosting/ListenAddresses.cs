using System.Net;
using System.Net.Sockets;

namespace PeppaApi.Hosting;

/// <summary>
/// Looks whether the addresses to listen on are free, before anything is done. The server itself would find out last,
/// and say so with a page of stack trace.
/// </summary>
internal static class ListenAddresses
{
    /// <exception cref="StartUpException">One is taken, or is no address of this machine.</exception>
    public static void Check(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var address = BindingAddress.Parse(url);
            if (address.Port == 0 || address.IsUnixPipe || address.IsNamedPipe)
            {
                continue;
            }

            try
            {
                using var listener = new TcpListener(ToInterface(address.Host), address.Port);
                listener.Start();
            }
            catch (SocketException exception)
            {
                throw new StartUpException(
                    $"Cannot listen on {url}: {exception.Message}. Choose another address, for example: --Urls=http://127.0.0.1:{address.Port + 10}",
                    ExitCodes.Failure);
            }
        }
    }

    /// <summary>As the server reads it: what is no IP address, except localhost, is every interface.</summary>
    private static IPAddress ToInterface(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address
        : IPAddress.Any;
}
