using Yarp.ReverseProxy.Configuration;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>
/// The peer: YARP with one route and one destination, as its getting-started page has it. It checks no key and books
/// no money, so it shows what relaying alone costs on the same web server and client.
/// </summary>
internal static class YarpRelay
{
    public static async Task<int> RunAsync(string port, string upstream)
    {
        var builder = QuietHost.Create(port);
        var route = new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "{**path}" } };
        var cluster = new ClusterConfig
        {
            ClusterId = "upstream",
            Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = upstream } },
        };
        builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);

        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
        return 0;
    }
}
