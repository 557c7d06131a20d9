using System.Globalization;
using System.Net;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>The bare web host that both child roles start from: Kestrel on one loopback port, without logging.</summary>
internal static class QuietHost
{
    public static WebApplicationBuilder Create(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        });
        return builder;
    }
}
