using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>The real process on one processor, asked for three times as much as it gets done by clients who wait for their answers; who asks and who answers has another.</summary>
public sealed class CrowdedProcessTests
{
    private static readonly byte[] Reply = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Replies.Whole("Hello", Replies.Usage).Length}\r\n\r\n{Replies.Whole("Hello", Replies.Usage)}");

    [Fact(Explicit = true)]
    public async Task Process_ThreeTimesItsCapacity_RefusesTheRestServesTheOthersInTimeAndRecoversAtOnce()
    {
        await using var folder = new TempFolder();
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start(1000);
        var answering = AnswerAsync(upstream);
        using var process = new RelayProcess(folder.Path, new Dictionary<string, string> { ["Relay__ShedMilliseconds"] = "50" });
        await process.StartAsync();
        var address = $"http://127.0.0.1:{((IPEndPoint)upstream.LocalEndpoint).Port}";
        await process.PostAsync("/api/channels", new { name = "c", provider = "openai", baseUrl = address, keys = new[] { "k" }, models = new[] { RelayBed.Model } });
        await process.PostAsync("/api/users/1/grants", new { amountUsd = 100_000, reason = "test" });
        var key = (await process.PostAsync("/api/me/tokens", new { name = "t" })).GetProperty("key").GetString()!;
        var request = Request(key);
        await PinAsync(process.Id, 1);
        await PinAsync(Environment.ProcessId, 2);
        var port = new Uri(process.Address).Port;
        await AgainAndAgainAsync(port, request, TimeSpan.FromSeconds(8));
        var calm = await AgainAndAgainAsync(port, request, TimeSpan.FromSeconds(5));
        var crowded = await EvenlyAsync(port, request, 3 * calm.PerSecond, TimeSpan.FromSeconds(10));
        var after = await AgainAndAgainAsync(port, request, TimeSpan.FromSeconds(2));
        TestContext.Current.SendDiagnosticMessage($"calm {calm}; crowded {crowded}; after {after}");
        Assert.Equal(0, calm.Other + crowded.Other + after.Other);
        Assert.InRange(crowded.Refused, crowded.PerSecond, double.MaxValue);
        Assert.InRange(crowded.PerSecond, calm.PerSecond / 3, double.MaxValue);
        Assert.InRange(crowded.Median, 0, 10 * calm.Median);
        Assert.InRange(after.Median, 0, 1.5 * calm.Median);
        Assert.Equal(0, calm.Refused + after.Refused);
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

    /// <summary>A few that ask as soon as they have their answer: as much as gets done.</summary>
    private static async Task<Figures> AgainAndAgainAsync(int port, byte[] request, TimeSpan time)
    {
        var tally = new Tally();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            using var client = await Client.ConnectAsync(port);
            while (watch.Elapsed < time)
            {
                await client.AskAsync(request, tally);
            }
        }));
        return tally.Sum(time);
    }

    /// <summary>So many a second, however long the answers take, as long as not all of many connections wait for one.</summary>
    private static async Task<Figures> EvenlyAsync(int port, byte[] request, double perSecond, TimeSpan time)
    {
        const int Connections = 2000;
        var tally = new Tally();
        var idle = new ConcurrentStack<Client>(await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Client.ConnectAsync(port))));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var watch = Stopwatch.StartNew();
        for (var turn = 0; watch.Elapsed < time; await tick.WaitForNextTickAsync())
        {
            for (; turn < perSecond * watch.Elapsed.TotalSeconds; turn++)
            {
                if (idle.TryPop(out var client))
                {
                    _ = AskAsync(client);
                }
                else
                {
                    tally.NotAsked++;
                }
            }
        }

        while (idle.Count < Connections)
        {
            await tick.WaitForNextTickAsync();
        }

        foreach (var client in idle)
        {
            client.Dispose();
        }

        return tally.Sum(time);

        async Task AskAsync(Client client)
        {
            await client.AskAsync(request, tally);
            idle.Push(client);
        }
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

    private sealed class Client(Socket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[8192];

        public static async Task<Client> ConnectAsync(int port)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return new Client(socket);
        }

        public async Task AskAsync(byte[] request, Tally tally)
        {
            var from = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            var read = await socket.ReceiveAsync(_buffer);
            while (!IsWhole(_buffer.AsSpan(0, read)))
            {
                read += await socket.ReceiveAsync(_buffer.AsMemory(read));
            }

            tally.Add(_buffer.AsSpan(0, read), Stopwatch.GetElapsedTime(from));
        }

        public void Dispose() => socket.Dispose();
    }

    private sealed class Tally
    {
        private readonly Lock _gate = new();
        private readonly List<double> _waits = [];
        private int _refused;
        private int _other;

        /// <summary>How often all connections were taken.</summary>
        public int NotAsked { get; set; }

        public void Add(ReadOnlySpan<byte> answer, TimeSpan wait)
        {
            lock (_gate)
            {
                if (answer.Slice(9, 3).SequenceEqual("200"u8))
                {
                    _waits.Add(wait.TotalMilliseconds);
                }
                else if (answer.Slice(9, 3).SequenceEqual("503"u8) && answer.IndexOf("Retry-After: 1"u8) > 0)
                {
                    _refused++;
                }
                else
                {
                    _other++;
                }
            }
        }

        public Figures Sum(TimeSpan time)
        {
            _waits.Sort();
            return new Figures(_waits.Count / time.TotalSeconds, _waits.ElementAtOrDefault(_waits.Count / 2), _waits.ElementAtOrDefault(_waits.Count * 99 / 100), _refused, _other, NotAsked);
        }
    }

    private sealed record Figures(double PerSecond, double Median, double NinetyNine, int Refused, int Other, int NotAsked)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0} a second, median {Median:0.0} ms, p99 {NinetyNine:0} ms, {Refused} refused, {Other} other, {NotAsked} not asked");
    }
}
