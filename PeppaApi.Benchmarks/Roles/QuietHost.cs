using System.Globalization;
using System.Net;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>
/// The bare web host that both child roles start from: Kestrel on one loopback port, without logging. It watches no files
/// either: by default it would be told of every write below the working directory, PeppaApi's database among them.
/// </summary>
internal static class QuietHost
{
    /// <param name="inline">Sends on the thread that writes, without a hop to the thread pool.</param>
    public static WebApplicationBuilder Create(string port, bool inline = false)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Configuration.Sources.Clear(); // The relay's own file of settings lies in the same folder.
        builder.Logging.ClearProviders();
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = inline);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        });
        return builder;
    }
}
