using System.Globalization;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>The sample upstream: the one process that works for every peer alike.</summary>
internal sealed class UpstreamProcess : IDisposable
{
    private UpstreamProcess(int port, bool paced)
    {
        Port = port;
        Process = ChildProcess.StartRole(["upstream", "--port", port.ToString(CultureInfo.InvariantCulture), .. paced ? ["--paced"] : Array.Empty<string>()]);
    }

    public int Port { get; }

    public ChildProcess Process { get; }

    public Uri Address => LoopbackPort.AddressOf(Port);

    private Uri Counts => new(Address, "/count");

    public static async Task<UpstreamProcess> StartAsync(CancellationToken stop, bool paced = false)
    {
        var upstream = new UpstreamProcess(LoopbackPort.Free(), paced);
        try
        {
            await LoopbackPort.WaitUntilReadyAsync("The sample upstream", upstream.Counts, upstream.Process, stop);
            return upstream;
        }
        catch
        {
            upstream.Dispose();
            throw;
        }
    }

    /// <summary>What it received since it started, by the key that came with it.</summary>
    public async Task<Dictionary<string, RequestCount>> ReadCountsAsync(CancellationToken stop)
    {
        using var http = new HttpClient();
        return await http.GetFromJsonAsync<Dictionary<string, RequestCount>>(Counts, stop) ?? [];
    }

    public void Dispose() => Process.Dispose();
}
