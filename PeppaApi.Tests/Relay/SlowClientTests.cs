using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>A client that hardly reads: what it does not take is not read from the upstream either, and nobody else notices.</summary>
public sealed class SlowClientTests
{
    private const int Events = 4_000;
    private static readonly string Large = Replies.Chunk($$"""{"content":"w","of_the_vendor":"{{new string('w', 16_000)}}"}""");

    [Fact]
    public async Task Reader_OfAByteASecond_CostsNoMemoryNoOtherClientAndNoChannel()
    {
        long sent = 0;
        await using var bed = await RelayBed.StartAsync(credit: 1000, settings: ["--Relay:BetweenChunksSeconds=2"]);
        await bed.AddChannelAsync(gone: ClientGonePolicy.Cancel, script: async context =>
        {
            if (!((string)context.Items["body"]!).Contains("large", StringComparison.Ordinal))
            {
                await Replies.Either()(context);
                return;
            }

            context.Response.ContentType = "text/event-stream";
            var bytes = Encoding.UTF8.GetBytes(Large);
            for (var i = 0; i < Events; i++)
            {
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
                Interlocked.Add(ref sent, bytes.Length);
            }
        });
        using var slow = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        var address = new Uri(bed.Address);
        await slow.ConnectAsync(IPAddress.Loopback, address.Port);
        var body = $$"""{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"large"}]}""";
        await slow.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {bed.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        var one = new byte[1];
        Assert.Equal(1, await slow.ReceiveAsync(one));
        // Longer than the upstream may be silent: it is not the upstream that is.
        for (var i = 0; i < 24; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
            await Task.Delay(100);
        }

        Assert.Equal(1, await slow.ReceiveAsync(one));
        var before = Interlocked.Read(ref sent);
        // What sockets of both connections hold, which the system sizes; not what the relay does.
        Assert.InRange(before, 1, 24 * 1024 * 1024);
        await Task.Delay(100);
        Assert.Equal(before, Interlocked.Read(ref sent));
        slow.LingerState = new LingerOption(true, 0);
        slow.Close();
        var records = await bed.RecordsAsync(25);
        Assert.Equal(UsageStatus.ClientGone, Assert.Single(records, record => record.Status != UsageStatus.Succeeded).Status);
        Assert.Equal(0, bed.Services.GetRequiredService<ChannelDirectory>().All.Single().State.Failures.Sum());
        await bed.AssertSoundAsync();
    }
}
