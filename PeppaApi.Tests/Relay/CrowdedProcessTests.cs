using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>The real process on one processor, with three times as much to do as it gets done; who asks and who answers has another.</summary>
public sealed class CrowdedProcessTests
{
    private static readonly byte[] Reply = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Replies.Whole("Hello", Replies.Usage).Length}\r\n\r\n{Replies.Whole("Hello", Replies.Usage)}");

    [Fact(Explicit = true)]
    public async Task Process_ThreeTimesItsCapacity_FailsNobodyStaysExactAndRecoversAtOnce()
    {
        await using var folder = new TempFolder();
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start(1000);
        var answering = AnswerAsync(upstream);
        using var process = new RelayProcess(folder.Path, new Dictionary<string, string> { ["Relay__ShedMilliseconds"] = "500" });
        await process.StartAsync();
        var address = $"http://127.0.0.1:{((IPEndPoint)upstream.LocalEndpoint).Port}";
        await process.PostAsync("/api/channels", new { name = "c", provider = "openai", baseUrl = address, keys = new[] { "k" }, models = new[] { RelayBed.Model } });
        await process.PostAsync("/api/users/1/grants", new { amountUsd = 100_000, reason = "test" });
        var key = (await process.PostAsync("/api/me/tokens", new { name = "t" })).GetProperty("key").GetString()!;
        var request = Request(key);
        await PinAsync(process.Id, 1);
        await PinAsync(Environment.ProcessId, 2);
        var port = new Uri(process.Address).Port;
        await LoadAsync(port, request, 32, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        var calm = await LoadAsync(port, request, 32, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        const int Crowd = 2_000;
        var each = TimeSpan.FromSeconds(Crowd / (3 * calm.PerSecond));
        var crowded = await LoadAsync(port, request, Crowd, each, TimeSpan.FromSeconds(10));
        var after = await LoadAsync(port, request, 32, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        TestContext.Current.SendDiagnosticMessage($"calm {calm}; crowded {crowded}; after {after}");
        Assert.Equal(0, calm.Other + crowded.Other + after.Other);
        Assert.InRange(crowded.PerSecond, calm.PerSecond / 4, double.MaxValue);
        Assert.InRange(after.Median, 0, (2 * calm.Median) + 10);
        var audit = await process.PostAsync("/api/ledger/audit");
        Assert.True(audit.GetProperty("ok").GetBoolean());
        Assert.Equal(0, (await process.GetAsync("/api/users/1/balance")).GetProperty("heldUsd").GetDecimal());
        upstream.Stop();
        await answering;
    }

    private static byte[] Request(string key)
    {
        const string Body = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello"}]}""";
        return Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
    }

    /// <summary>All threads of a process on that set of processors.</summary>
    private static async Task PinAsync(int process, int processors)
    {
        using var pin = Process.Start(new ProcessStartInfo("taskset", ["-a", "-p", processors.ToString(CultureInfo.InvariantCulture), process.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        await pin.WaitForExitAsync();
        Assert.Equal(0, pin.ExitCode);
    }

    /// <param name="each">How often each connection asks; none is as soon as it has its answer.</param>
    private static async Task<Figures> LoadAsync(int port, byte[] request, int connections, TimeSpan each, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var tallies = await Task.WhenAll(Enumerable.Range(0, connections).Select(async number =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var (buffer, waits, refused, other) = (new byte[8192], new List<double>(), 0, 0);
            var next = each * (number / (double)connections);
            while (watch.Elapsed < time)
            {
                if (next > watch.Elapsed)
                {
                    await Task.Delay(next - watch.Elapsed);
                }

                next += each;
                var from = watch.Elapsed;
                await socket.SendAsync(request);
                var read = await socket.ReceiveAsync(buffer);
                while (!IsWhole(buffer.AsSpan(0, read)))
                {
                    read += await socket.ReceiveAsync(buffer.AsMemory(read));
                }

                switch (Encoding.ASCII.GetString(buffer, 9, 3))
                {
                    case "200":
                        waits.Add((watch.Elapsed - from).TotalMilliseconds);
                        break;
                    case "503" when buffer.AsSpan(0, read).IndexOf("Retry-After: 1"u8) > 0:
                        refused++;
                        break;
                    default:
                        other++;
                        break;
                }
            }

            return (waits, refused, other);
        }));
        var all = tallies.SelectMany(tally => tally.waits).Order().ToList();
        return new Figures(all.Count / time.TotalSeconds, all.ElementAtOrDefault(all.Count / 2), all.ElementAtOrDefault(all.Count * 99 / 100), tallies.Sum(tally => tally.refused), tallies.Sum(tally => tally.other));
    }

    /// <summary>Whether a message is there to its end, which its length tells.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> message)
    {
        var head = message.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var length = message[..head].IndexOf("Content-Length: "u8);
        if (length < 0)
        {
            return message.EndsWith("0\r\n\r\n"u8);
        }

        var digits = message[(length + 16)..];
        return message.Length - head - 4 >= int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }

    private static async Task AnswerAsync(TcpListener upstream)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await upstream.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        var (buffer, length) = (new byte[8192], 0);
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(length)) is > 0 and var read)
            {
                length += read;
                if (IsWhole(buffer.AsSpan(0, length)))
                {
                    length = 0;
                    await socket.SendAsync(Reply);
                }
            }
        }
        catch (SocketException)
        {
            // The relay has gone.
        }
    }

    private sealed record Figures(double PerSecond, double Median, double NinetyNine, int Refused, int Other)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0} a second, median {Median:0.0} ms, p99 {NinetyNine:0} ms, {Refused} refused, {Other} other");
    }
}
