using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Relay;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>A client whose line fails before its request has come whole: nothing is held, sent or recorded, and nobody else notices.</summary>
public sealed class ClientLineTests : IAsyncLifetime
{
    private RelayBed _bed = null!;

    /// <summary>Where each half of a request ends.</summary>
    public enum Stage
    {
        InHead,
        BeforeBody,
        InBody,
        BeforeLastByte,
    }

    public static TheoryData<Stage, string> Breaks { get; } = new(from stage in Enum.GetValues<Stage>() from fault in (string[])["cut", "reset", "half-close"] select (stage, fault));

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(upstreams: Replies.Either());

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Request_BrokenOff_CostsNothing(Stage stage, string fault)
    {
        using var socket = await ConnectAsync();
        var request = Request();
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var length = stage switch { Stage.InHead => head / 2, Stage.BeforeBody => head, Stage.InBody => head + 9, _ => request.Length - 1 };
        await socket.SendAsync(Encoding.ASCII.GetBytes(request[..length]), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        if (fault == "half-close")
        {
            socket.Shutdown(SocketShutdown.Send);
            await socket.ReadToEndAsync();
        }

        socket.LingerState = new LingerOption(fault == "reset", 0);
        socket.Close();
        await AssertNothingAsync();
    }

    [Fact]
    public async Task Request_ThatFallsSilent_IsGivenUp()
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(Request()[..^5]), TestContext.Current.CancellationToken);
        var answer = await socket.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 40", StringComparison.Ordinal), answer);
        await AssertNothingAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_ByteByByte_IsServedAsAnyOther(bool halfCloses)
    {
        using var socket = await ConnectAsync();
        socket.NoDelay = true;
        foreach (var one in Encoding.ASCII.GetBytes(Request("Connection: close\r\n")))
        {
            await socket.SendAsync(new[] { one }, TestContext.Current.CancellationToken);
        }

        if (halfCloses)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        var answer = await socket.ReadToEndAsync();
        await EndedAsync();
        // The server takes who says nothing more for somebody who has left.
        Assert.True(halfCloses || answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal), answer);
        Assert.Equal(_bed.Upstream.Requests.Count, (await _bed.RecordsAsync()).Count(record => record.Charged > 0));
        Assert.True(halfCloses || _bed.Upstream.Requests.Count == 1);
        await _bed.AssertSoundAsync();
    }

    private string Request(string more = "")
    {
        const string Body = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello"}]}""";
        return $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_bed.Key}\r\nContent-Type: application/json\r\n{more}Content-Length: {Body.Length}\r\n\r\n{Body}";
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_bed.Address).Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private async Task EndedAsync()
    {
        var load = _bed.Services.GetRequiredService<RelayLoad>();
        for (var i = 0; i < 100 && load.Running > 0; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, load.Running);
    }

    private async Task AssertNothingAsync()
    {
        Assert.Equal(HttpStatusCode.OK, (await _bed.ChatAsync()).StatusCode);
        await EndedAsync();
        Assert.Single(_bed.Upstream.Requests);
        Assert.Single(await _bed.RecordsAsync());
        var faults = _bed.Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        Assert.True(!faults.Any(), string.Join('\n', faults));
        await _bed.AssertSoundAsync();
    }
}
