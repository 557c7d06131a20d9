using Microsoft.Extensions.Options;
using PeppaApi.Accounts.External;
using PeppaApi.Components;
using PeppaApi.Hosting.Rehearsing;
using PeppaApi.Management;

namespace PeppaApi.Hosting;

/// <summary>The host that every verb and every test runs.</summary>
public static class PeppaHost
{
    /// <summary>Bytes of a connection. The framework's megabyte is room for nearly all bodies whole, beside the array they are read into.</summary>
    private const int LargestUnread = 64 * 1024;

    /// <param name="adjust">What tests set in services that no setting may touch.</param>
    /// <exception cref="StartUpException">The configuration cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? adjust = null)
    {
        var builder = CreateBuilder(args);
        ConfigurationCheck.Run(builder.Configuration);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            var most = server.ApplicationServices.GetRequiredService<IOptions<HostingOptions>>().Value.MaxConnections;
            server.Limits.MaxConcurrentConnections = server.Limits.MaxConcurrentUpgradedConnections = most;
        });
        // What a client sends faster than it is read waits with the client, not here.
        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = LargestUnread);
        Program.AddFeatures(builder);
        adjust?.Invoke(builder.Services);
        var app = builder.Build();
        UseMiddleware(app);
        return app;
    }

    /// <summary>Everything that must be done before <paramref name="app"/> is started.</summary>
    /// <exception cref="StartUpException">It cannot start.</exception>
    /// <param name="rehearse">Whether requests follow that are worth a rehearsal.</param>
    public static async Task StartUpAsync(WebApplication app, bool rehearse = false)
    {
        await app.Services.GetRequiredService<StartUp>().RunAsync(rehearse);
        // Last, because routes bring to life what stands behind them, and the ledger must not open a store that is not ours yet.
        Program.MapFeatures(app);
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        try
        {
            return WebApplication.CreateBuilder(new WebApplicationOptions
            {
                // Settings are read once. Watching the folder for changes would report every write of the database below it.
                Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
                ApplicationName = typeof(PeppaHost).Assembly.GetName().Name,
                // Started from elsewhere, the settings and the site lie beside the binary.
                ContentRootPath = File.Exists("appsettings.json") ? null : AppContext.BaseDirectory,
            });
        }
        catch (InvalidDataException exception)
        {
            throw new StartUpException($"{exception.Message} {exception.InnerException?.Message}", ExitCodes.Usage);
        }
    }

    private static void UseMiddleware(WebApplication app)
    {
        app.UseRoutingRehearsal();
        app.UseResellerMark();
        if (app.Services.GetRequiredService<IOptions<HostingOptions>>().Value.KnownProxies.Count > 0)
        {
            app.UseForwardedHeaders();
            app.UseResellerMark();
        }

        app.UseResellerFront();
        app.UseBrowserApps();
        // The relay's routes leave here; only pages and /api go on.
        app.UseRouting();
        app.UseSecurityHeaders(ExternalFeature.FormTargets(app.Configuration));
        app.UseSiteErrors();
        app.UseResellerGate();
        app.UseApiErrors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseSite();
    }
}
