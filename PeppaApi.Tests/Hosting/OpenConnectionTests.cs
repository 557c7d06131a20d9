using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>Connections that are open and say nothing, or not all, cost a little memory and nobody's time, and there is a bound to them.</summary>
public sealed class OpenConnectionTests
{
    /// <summary>What the sockets' owners may have sent: nothing, half a head, half a body, a whole request that is answered.</summary>
    private static readonly string[] Beginnings =
    [
        "",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthoriz",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    ];

    [Fact]
    public Task Connections_Many_HoldUpNobody() => HoldAsync(500, kilobytes: 200);

    [Fact(Explicit = true)]
    public Task Connections_TenThousand_HoldUpNobody() => HoldAsync(10_000, kilobytes: 25);

    [Fact]
    public async Task Connections_MoreThanAllowed_AreClosedAtOnceAndThoseThatAreOpenServed()
    {
        await using var app = await AppHost.StartAsync("--Hosting:MaxConnections=20");
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = app.BaseAddress };
        Assert.Equal("ok", await client.GetStringAsync("/healthz"));
        var open = new List<Socket>();
        for (var i = 0; i < 40; i++)
        {
            open.Add(await ConnectAsync(app.BaseAddress));
        }

        var turnedAway = new List<Socket>();
        while (turnedAway.Count < 21)
        {
            turnedAway = open.FindAll(socket => socket.Poll(0, SelectMode.SelectRead));
            Assert.Equal("ok", await client.GetStringAsync("/healthz"));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(21, turnedAway.Count);
        open.ForEach(socket => socket.Dispose());
        using var others = new HttpClient { BaseAddress = app.BaseAddress, Timeout = TimeSpan.FromSeconds(5) };
        var answered = false;
        for (var i = 0; i < 100 && !answered; i++)
        {
            try
            {
                answered = await others.GetStringAsync("/healthz") == "ok";
            }
            catch (HttpRequestException)
            {
                // The relay has not noticed yet that they are gone.
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        Assert.True(answered);
    }

    private static async Task HoldAsync(int count, int kilobytes)
    {
        await using var folder = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync(Replies.Either());
        using var process = new RelayProcess(folder.Path);
        await process.StartAsync();
        await process.PostAsync("/api/channels", new { name = "c", provider = "openai", baseUrl = upstream.Address, keys = new[] { "k" }, models = new[] { RelayBed.Model } });
        await process.PostAsync("/api/users/1/grants", new { amountUsd = 100, reason = "test" });
        var key = (await process.PostAsync("/api/me/tokens", new { name = "t" })).GetProperty("key").GetString()!;
        using var client = new HttpClient { BaseAddress = new Uri(process.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        await AskAsync(client, 200);
        var (calm, before) = (await AskAsync(client, 50), process.WorkingSet);
        var sockets = new List<Socket>(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                sockets.Add(await ConnectAsync(client.BaseAddress, Beginnings[i % Beginnings.Length].Replace("KEY", key, StringComparison.Ordinal)));
            }

            var crowded = await AskAsync(client, 50);
            var each = (process.WorkingSet - before) / 1024.0 / count;
            TestContext.Current.SendDiagnosticMessage(string.Create(
                CultureInfo.InvariantCulture, $"{count} connections: {each:0.0} KB each; a request takes {crowded:0.0} ms, {calm:0.0} ms before"));
            Assert.True(each < kilobytes, $"{each} KB for each connection");
            Assert.True(crowded < (10 * calm) + 50, $"{crowded} ms after {calm} ms");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        await AskAsync(client, 10);
        Assert.Equal(0, (await process.GetAsync("/api/users/1/balance")).GetProperty("heldUsd").GetDecimal());
    }

    /// <returns>How many milliseconds a request takes, in the median.</returns>
    private static async Task<double> AskAsync(HttpClient client, int times)
    {
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }

        return took.Order().ElementAt(times / 2);
    }

    private static async Task<Socket> ConnectAsync(Uri address, string beginning = "")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        if (beginning.Length > 0)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(beginning));
        }

        return socket;
    }
}
