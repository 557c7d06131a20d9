using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Hosting;

namespace PeppaApi.Tests.Support;

/// <summary>The whole application on a real port, with a data directory of its own and an operator whose access token is known.</summary>
internal sealed class AppHost : IAsyncDisposable
{
    public const string AdminName = "root";
    public const string AdminPassword = "correct horse battery";
    public const string AdminToken = "test-admin-access-token-0001";
    private readonly TempFolder _folder = new();
    private readonly Action<IServiceCollection>? _adjust;
    private readonly string[] _settings;
    private WebApplication? _app;

    private AppHost(Action<IServiceCollection>? adjust, string[] settings) => (_adjust, _settings) = (adjust, settings);

    public Uri BaseAddress { get; private set; } = null!;

    public string DataDirectory => _folder.Path;

    public IServiceProvider Services => _app!.Services;

    /// <summary>A client with the operator's access token.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <param name="settings">As on the command line, such as <c>--Relay:MaxAttempts=1</c>; they win over the usual ones.</param>
    public static Task<AppHost> StartAsync(params string[] settings) => StartAsync(QuickPasswords.Use, settings);

    /// <summary>With password hashes that take as long as they do for people: for tests of time.</summary>
    public static Task<AppHost> StartWithSlowPasswordsAsync() => StartAsync(null, []);

    /// <summary>A client with another key, or none.</summary>
    public HttpClient Client(string? key = null)
    {
        var client = new HttpClient { BaseAddress = BaseAddress };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Ends the process's work and starts again on the same data directory.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is null)
        {
            return;
        }

        Admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await _folder.DisposeAsync();
    }

    private static async Task<AppHost> StartAsync(Action<IServiceCollection>? adjust, string[] settings)
    {
        var host = new AppHost(adjust, settings);
        await MigratedDatabase.CopyIntoAsync(host.DataDirectory);
        await host.StartAsync();
        return host;
    }

    private async Task StartAsync()
    {
        _app = PeppaHost.Build(
        [
            $"--Storage:DataDirectory={_folder.Path}",
            "--Urls=http://127.0.0.1:0",
            $"--Bootstrap:Admin:UserName={AdminName}",
            "--Bootstrap:Admin:Email=root@example.com",
            $"--Bootstrap:Admin:Password={AdminPassword}",
            $"--Bootstrap:Admin:AccessToken={AdminToken}",
            "--Relay:AllowedPrivateHosts:0=127.0.0.1",
            "--Relay:ShedMilliseconds=0",
            "--Logging:LogLevel:Default=Warning",
            .. _settings,
        ],
        _adjust);
        await PeppaHost.StartUpAsync(_app);
        await _app.StartAsync();
        BaseAddress = new Uri(_app.Urls.First());
        Admin = Client(AdminToken);
    }
}
