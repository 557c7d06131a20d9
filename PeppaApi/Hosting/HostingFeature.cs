using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using PeppaApi.Hosting.Rehearsing;

namespace PeppaApi.Hosting;

public static class HostingFeature
{
    public static IHostApplicationBuilder AddHosting(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HostingOptions>().BindConfiguration("Hosting").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // The single place where chance enters; everybody else has it injected.
        services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
        services.AddSingleton(Terminal.OfProcess);
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<StartUp>();
        services.AddSingleton<Rehearsal>();
        // Its lines hold the query, and the query may hold a caller's key.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        // One line for each connection too many would be a second flood.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error));
        AddDataProtectionKeys(services);
        AddForwardedHeaders(services);
        services.AddCors();
        return builder;
    }

    /// <summary>A sign of life for supervisors: the process answers.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app) =>
        app.MapGet("/healthz", () => TypedResults.Text("ok")).ExcludeFromDescription().ShortCircuit();

    private static void AddDataProtectionKeys(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("PeppaApi");
        services.AddOptions<KeyManagementOptions>().Configure<DataDirectory, ILoggerFactory>((options, data, loggers) =>
            options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(data.KeysPath), loggers));
        // It warns that the keys lie there unencrypted: they do, in a folder that only this user can open.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
    }

    private static void AddForwardedHeaders(IServiceCollection services) =>
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HostingOptions>>((options, hosting) =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.ForwardLimit = null;
            // Without the defaults, which trust the loopback address: whoever is not named is not believed.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in hosting.Value.KnownProxies)
            {
                _ = HostingOptions.TryParse(proxy, out var network);
                options.KnownIPNetworks.Add(network);
            }
        });
}
