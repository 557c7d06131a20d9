using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>Bodies as clients send them: with their length said before or not, in any pieces, longer and shorter than said, up to the limit.</summary>
public sealed class RequestBodyTests : IAsyncLifetime
{
    private const int Limit = 600_000;
    private const string Head = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":" """;
    private const string Tail = "\"}]}";

    private static readonly Gen<int> Length = Gen.OneOf(
        Gen.Int[200, 3_000], Gen.Int[200, Limit],
        Gen.Select(Gen.Int[12, 19], Gen.Int[-2, 2], (border, more) => (1 << border) + more));

    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() =>
        _bed = await RelayBed.StartAsync(credit: 1_000, settings: [$"--Relay:MaxRequestBytes={Limit}"], upstreams: Replies.Chat());

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Body_OfAnyLengthInAnyPieces_ReachesTheUpstreamAsItCame(bool chunked) => Gen.Select(Length, Gen.Int[1, 200_000].Array[1, 5]).SampleAsync(
        async (length, pieces) =>
        {
            var body = Body(length);
            Assert.StartsWith("HTTP/1.1 200", await SendAsync(body, chunked ? null : length, pieces), StringComparison.Ordinal);
            Assert.Equal(body, _bed.Upstream.Requests.Last().Body);
        },
        iter: 25, threads: 1);

    [Theory]
    [InlineData(Limit, false, 200)]
    [InlineData(Limit, true, 200)]
    [InlineData(Limit + 1, false, 413)]
    [InlineData(Limit + 1, true, 413)]
    public async Task Body_AroundTheLimit_IsServedUpToIt(int length, bool chunked, int status)
    {
        Assert.StartsWith($"HTTP/1.1 {status}", await SendAsync(Body(length), chunked ? null : length, [50_000]), StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 1 : 0, _bed.Upstream.Requests.Count);
    }

    [Fact]
    public async Task Body_ShorterThanSaid_CostsNothing()
    {
        var answer = await SendAsync(Body(300_000), 300_001, [100_000]);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
        Assert.Empty(_bed.Upstream.Requests);
        Assert.Equal(HttpStatusCode.OK, (await _bed.ChatAsync()).StatusCode);
    }

    [Fact]
    public async Task Body_LongerThanSaid_IsReadAsSaid()
    {
        var answer = await SendAsync(Body(300_000) + "{\"model\":\"gpt-4o\"}", 300_000, [100_000]);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(Body(300_000), Assert.Single(_bed.Upstream.Requests).Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_Large_IsWholeForTheNextChannel(bool reset)
    {
        // The first takes it all, or breaks off in the middle of it.
        _bed.Upstream.Script = reset ? context => Break(context) : Replies.Json("""{"error":{"message":"down"}}""", 500);
        var second = await _bed.AddChannelAsync(Replies.Chat(), priority: -1);
        var body = Body(500_000);
        Assert.StartsWith("HTTP/1.1 200", await SendAsync(body, body.Length, [200_000]), StringComparison.Ordinal);
        Assert.Equal(body, Assert.Single(second.Requests).Body);
        Assert.Equal(2, Assert.Single(await _bed.RecordsAsync()).Attempts);

        static Task Break(Microsoft.AspNetCore.Http.HttpContext context)
        {
            context.Abort();
            return Task.CompletedTask;
        }
    }

    /// <summary>Bodies that were read before must not show through.</summary>
    private static string Body(int length) =>
        string.Concat(Head, string.Concat(Enumerable.Range(length, (length / 7) + 1).Select(number => number.ToString("D7", CultureInfo.InvariantCulture))).AsSpan(0, length - Head.Length - Tail.Length), Tail);

    /// <param name="said">The length that the head says; none sends chunks.</param>
    private async Task<string> SendAsync(string body, int? said, int[] pieces)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_bed.Address).Port, TestContext.Current.CancellationToken);
        var length = said is { } number ? $"Content-Length: {number}" : "Transfer-Encoding: chunked";
        await WriteAsync(socket, $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {_bed.Key}\r\nContent-Type: application/json\r\n{length}\r\n\r\n");
        try
        {
            for (var (at, i) = (0, 0); at < body.Length; i++)
            {
                var piece = body.Substring(at, Math.Min(pieces[i % pieces.Length], body.Length - at));
                await WriteAsync(socket, said is null ? $"{piece.Length:x}\r\n{piece}\r\n" : piece);
                at += piece.Length;
            }

            await WriteAsync(socket, said is null ? "0\r\n\r\n" : "");
            if (said > body.Length)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // Refused before it was sent whole: the answer is there already.
        }

        return await socket.ReadToEndAsync();
    }

    private static async Task WriteAsync(Socket socket, string text)
    {
        ReadOnlyMemory<byte> bytes = Encoding.ASCII.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
        }
    }
}
