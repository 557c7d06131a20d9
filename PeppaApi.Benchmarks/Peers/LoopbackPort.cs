using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PeppaApi.Benchmarks.Peers;

internal static class LoopbackPort
{
    /// <summary>A port that was free a moment ago. Each peer gets one by number, so that it can also be started by hand.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Uri AddressOf(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    /// <summary>Polls until the address answers 200.</summary>
    /// <exception cref="BenchmarkException">The process ended, or did not answer within a minute.</exception>
    public static async Task WaitUntilReadyAsync(string name, Uri address, ChildProcess child, CancellationToken stop)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var attempt = 0; attempt < 600 && !child.HasExited; attempt++)
        {
            if (await AnswersAsync(client, address, stop))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), stop);
        }

        throw new BenchmarkException($"{name} did not come up at {address}. Its last output:{Environment.NewLine}{child.Output}");
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, CancellationToken stop)
    {
        try
        {
            using var reply = await client.GetAsync(address, stop);
            return reply.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
