using System.Globalization;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>PeppaApi as an operator would run it, with nothing switched off.</summary>
internal sealed class RelayProcess : IDisposable
{
    private RelayProcess(string dll, int port, RelayData data)
    {
        Port = port;
        Data = data;
        Process = ChildProcess.StartDotnet(dll, [], Environment(port, data), DotnetHost.Repository ?? Path.GetDirectoryName(dll)!);
    }

    public int Port { get; }

    public RelayData Data { get; }

    public ChildProcess Process { get; }

    public Uri Address => LoopbackPort.AddressOf(Port);

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<RelayProcess> StartAsync(BenchmarkOptions options, RelayData data, CancellationToken stop)
    {
        var relay = Launch(options, data);
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

    /// <summary>Starts it and waits for nothing.</summary>
    public static RelayProcess Launch(BenchmarkOptions options, RelayData data)
    {
        var dll = options.RelayPath ?? DotnetHost.BuiltRelay;
        return File.Exists(dll)
            ? new RelayProcess(dll, LoopbackPort.Free(), data)
            : throw new BenchmarkException($"PeppaApi.dll not found at {dll ?? "(outside of the repository)"}; name it with --relay PATH");
    }

    public void Dispose() => Process.Dispose();

    private static Dictionary<string, string> Environment(int port, RelayData data) => new()
    {
        ["Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
        ["Storage__Provider"] = "Sqlite",
        ["Storage__DataDirectory"] = data.Folder,
        ["Bootstrap__Admin__UserName"] = "bench",
        ["Bootstrap__Admin__Email"] = "bench@example.test",
        ["Bootstrap__Admin__Password"] = data.Password,
        ["Bootstrap__Admin__AccessToken"] = data.AccessToken,
        ["Relay__AllowedPrivateHosts__0"] = "127.0.0.1",
        ["Logging__LogLevel__Default"] = "Warning",
    };
}
