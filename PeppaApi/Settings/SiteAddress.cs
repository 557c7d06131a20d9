using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PeppaApi.Settings;

/// <summary>
/// Where people reach the site, for links that leave it. Never taken from a request: whoever sends one chooses its
/// host, and a link in a mail to somebody else would lead there.
/// </summary>
public sealed class SiteAddress(OperatorSettings settings, IServiceProvider services)
{
    private const string Unknown = "http://localhost:5080";

    /// <summary>Whether an operator has said it; else it is where the process listens.</summary>
    public bool IsSet => settings.Get<SiteSettings>().Address.Length > 0;

    public Uri Base => new(IsSet ? settings.Get<SiteSettings>().Address : Listening());

    public Uri Of(string path) => new(Base, path);

    // Asked for late: the server may be made after whoever asks.
    private string Listening()
    {
        var address = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? Unknown;
        var parts = BindingAddress.Parse(address);
        return parts.IsUnixPipe ? Unknown : $"{parts.Scheme}://{(parts.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : parts.Host)}:{parts.Port}";
    }
}
