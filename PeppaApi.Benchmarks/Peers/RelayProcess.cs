using System.Globalization;
using System.Security.Cryptography;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>PeppaApi as an operator would run it, with an empty database and nothing switched off.</summary>
internal sealed class RelayProcess : IDisposable
{
    private readonly string _data;

    private RelayProcess(string dll, int port, string data)
    {
        _data = data;
        Port = port;
        AccessToken = "pat-" + RandomNumberGenerator.GetHexString(40, lowercase: true);
        Process = ChildProcess.StartDotnet(dll, [], Environment(port, data), DotnetHost.Repository ?? Path.GetDirectoryName(dll)!);
    }

    public int Port { get; }

    public string AccessToken { get; }

    public ChildProcess Process { get; }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    public static async Task<RelayProcess> StartAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var dll = options.RelayPath ?? DotnetHost.BuiltRelay;
        if (!File.Exists(dll))
        {
            throw new BenchmarkException($"PeppaApi.dll not found at {dll ?? "(outside of the repository)"}; name it with --relay PATH");
        }

        var data = Path.Combine(options.DataRoot, "bench-data-" + RandomNumberGenerator.GetHexString(8, lowercase: true));
        _ = Directory.CreateDirectory(data);
        var relay = new RelayProcess(dll, LoopbackPort.Free(), data);
        try
        {
            await LoopbackPort.WaitUntilReadyAsync(Peer.PeppaApi, new Uri(relay.Address, "/api/status"), relay.Process, stop);
            return relay;
        }
        catch
        {
            relay.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private Dictionary<string, string> Environment(int port, string data) => new()
    {
        ["Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
        ["Storage__Provider"] = "Sqlite",
        ["Storage__DataDirectory"] = data,
        ["Bootstrap__Admin__UserName"] = "bench",
        ["Bootstrap__Admin__Email"] = "bench@example.test",
        ["Bootstrap__Admin__Password"] = "Bp1!" + RandomNumberGenerator.GetHexString(16),
        ["Bootstrap__Admin__AccessToken"] = AccessToken,
        ["Relay__AllowedPrivateHosts__0"] = "127.0.0.1",
        ["Logging__LogLevel__Default"] = "Warning",
    };
}
