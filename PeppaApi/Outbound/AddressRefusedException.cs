using System.Net;

namespace PeppaApi.Outbound;

/// <summary>A host stands for no address that may be connected to. The message says what an operator would have to set.</summary>
public sealed class AddressRefusedException(string host, IPAddress address) : IOException(Words(host, address))
{
    /// <summary>The refusal that made a request fail, if that is why.</summary>
    public static AddressRefusedException? In(Exception? exception) => exception switch
    {
        null => null,
        AddressRefusedException refused => refused,
        _ => In(exception.InnerException),
    };

    private static string Words(string host, IPAddress address)
    {
        var who = IPAddress.TryParse(host, out _) ? $"{address}" : $"{host} ({address})";
        return $"{who} is not on the public internet. To allow it, add {host} to {AddressGuard.Setting} in the configuration and start again.";
    }
}
