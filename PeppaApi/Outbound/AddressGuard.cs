using System.Net;
using System.Net.Sockets;

namespace PeppaApi.Outbound;

/// <summary>Finds the addresses of a host name.</summary>
public delegate Task<IPAddress[]> HostLookup(string host, CancellationToken cancellationToken);

/// <summary>
/// Keeps the relay from being led to machines that only it can reach. What counts is the address that is really connected to,
/// looked up once and checked then: another spelling, a redirect or a name that changes its mind makes no difference.
/// </summary>
public sealed class AddressGuard(AllowedHosts allowed, HostLookup lookup)
{
    /// <summary>Where operators name what they allow.</summary>
    public const string Setting = "Relay:AllowedPrivateHosts";

    /// <summary>
    /// A handler for addresses that somebody else named. It follows no redirects, keeps no cookies and changes nothing on the way;
    /// whoever follows redirects is checked again with each connection.
    /// </summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
    };

    /// <summary>A client that posts to programs of other people, which are given ten seconds to take it.</summary>
    /// <param name="allowedPrivateHosts">Where it may go beside the public internet.</param>
    public static HttpClient CreateHookClient(IReadOnlyList<string> allowedPrivateHosts)
    {
        var guard = new AddressGuard(new AllowedHosts(allowedPrivateHosts), Dns.GetHostAddressesAsync);
        var client = new HttpClient(guard.CreateHandler()) { Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("PeppaApi");
        return client;
    }

    /// <summary>Whether an address that somebody typed has a host that can be asked for: there are names that <see cref="Uri"/> takes and that no name of the internet can be.</summary>
    public static bool HasHost(Uri address)
    {
        try
        {
            return address.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    /// <summary>The addresses of a host that may be connected to.</summary>
    /// <exception cref="AddressRefusedException">There are only others.</exception>
    /// <exception cref="SocketException">There is no such host.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await lookup(host, cancellationToken);
        var usable = Array.FindAll(found, address => PublicAddress.Is(address) || allowed.Allows(host, address));
        return usable.Length > 0 ? usable
            : found.Length > 0 ? throw new AddressRefusedException(host, found[0])
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(context.DnsEndPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
