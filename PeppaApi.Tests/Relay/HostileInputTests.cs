using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>Bytes that nobody meant, at every door and from the upstream: an answer that says what is wrong, never a fault of ours, and exact books.</summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    private const int Runs = 60;

    private static readonly (string Path, string Body)[] Requests =
    [
        ("/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello \u00e9"}],"stream":true,"max_tokens":64,"n":1,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]}"""),
        ("/v1/messages", """{"model":"gpt-4o-mini","max_tokens":64,"system":"s","messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],"stop_sequences":["a"]}"""),
        ("/v1beta/models/gpt-4o-mini:generateContent", """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"maxOutputTokens":9,"temperature":0.5}}"""),
        ("/v1/responses", """{"model":"gpt-4o-mini","input":[{"role":"user","content":"x"}],"max_output_tokens":64,"instructions":"i"}"""),
        ("/v1/embeddings", """{"model":"text-embedding-3-small","input":["a","b"]}"""),
    ];

    /// <summary>A change of some bytes: left out, put in, replaced or said twice.</summary>
    private static readonly Gen<(int Kind, int At, byte Value, int Length)[]> Damage =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10_000], Gen.OneOf(Gen.Byte, Of("{}[]\",:\\0-9eE.\r\n\0"u8.ToArray())), Gen.Int[1, 12]).Array[1, 4];

    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(credit: 1000, settings: ["--Relay:MaxRequestBytes=20000"], upstreams: Replies.Either());

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        Assert.Equal("", string.Join('\n', _bed.Log.Lines.Where(line => line.Contains("by a mistake of the relay", StringComparison.Ordinal)).Take(1)));
        await _bed.DisposeAsync();
    }

    [Fact]
    public Task Json_Damaged_IsAnsweredByItsDoor() => Gen.Select(Of(Requests), Damage).SampleAsync(
        async (request, damage) =>
        {
            using var content = new ByteArrayContent(Apply(Encoding.UTF8.GetBytes(request.Body), damage));
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            using var response = await _bed.Client.PostAsync(request.Path, content);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode != HttpStatusCode.InternalServerError, $"{(int)response.StatusCode} {text}");
            Assert.NotEmpty(text);
        },
        iter: Runs * 2, threads: 1);

    [Fact]
    public async Task Multipart_Damaged_IsAnsweredByItsDoor()
    {
        await _bed.AddChannelAsync(Replies.Json("""{"text":"x"}"""), models: ["whisper-1"]);
        using var whole = Forms.Of(("model", "whisper-1"), ("prompt", "p")).With("file", Encoding.UTF8.GetBytes("RIFF0000WAVE"), "a.wav");
        var (bytes, type) = (await whole.ReadAsByteArrayAsync(), whole.Headers.ContentType!.ToString());
        await Damage.SampleAsync(
            async damage =>
            {
                using var content = new ByteArrayContent(Apply(bytes, damage));
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                using var response = await _bed.Client.PostAsync("/v1/audio/transcriptions", content);
                Assert.True(response.StatusCode != HttpStatusCode.InternalServerError, $"{(int)response.StatusCode}");
            },
            iter: Runs, threads: 1);
    }

    [Fact]
    public async Task Stream_OfTheUpstreamDamaged_EndsAndIsRecordedOnce()
    {
        var sent = Encoding.UTF8.GetBytes(string.Concat(Replies.Hello()));
        await _bed.AddChannelAsync(priority: 9, script: async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.WriteAsync(sent);
        });
        var whole = sent;
        await Gen.Select(Damage, Gen.Bool).SampleAsync(
            async (damage, translated) =>
            {
                sent = Apply(whole, damage);
                var before = (await _bed.RecordsAsync()).Count;
                using var content = RelayBed.Body(translated
                    ? """{"model":"gpt-4o-mini","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"x"}]}"""
                    : """{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"x"}]}""");
                using var response = await _bed.Client.PostAsync(translated ? "/v1/messages" : "/v1/chat/completions", content);
                Assert.NotEmpty(await response.Content.ReadAsStringAsync());
                Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
                Assert.Equal(before + 1, (await _bed.RecordsAsync()).Count);
            },
            iter: Runs, threads: 1);
    }

    [Fact]
    public Task Key_OfAnyCharacters_IsRefusedWhereverItIs() => Gen.Select(Gen.Char[' ', 'ÿ'].Array[0, 80], Gen.Int[0, 4], Gen.Bool).SampleAsync(
        async (characters, place, prefixed) =>
        {
            var key = (prefixed ? "sk-" : "") + new string(characters);
            using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
            var query = place == 4 ? "?key=" + Uri.EscapeDataString(key) : "";
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions" + query) { Content = RelayBed.ChatBody() };
            if (place < 4)
            {
                request.Headers.TryAddWithoutValidation(((string[])["Authorization", "x-api-key", "x-goog-api-key", "api-key"])[place], (place == 0 ? "Bearer " : "") + key);
            }

            try
            {
                using var response = await client.SendAsync(request);
                // The server itself refuses what is no header.
                Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest, $"{(int)response.StatusCode}");
            }
            catch (HttpRequestException exception) when (exception.InnerException is not SocketException)
            {
                // The client refuses to send it.
            }
        },
        iter: Runs, threads: 1);

    [Fact]
    public Task Address_WithAnyPathAndQuery_IsAnswered() => Gen.Select(
        Of("/v1/", "/v1beta/models/", "/v1/models/", "/dashboard/billing/", "/v1/chat/completions?", "/mj/", "/"), Gen.Char['!', '~'].Array[0, 60], Of("GET", "POST", "PUT", "OPTIONS")).SampleAsync(
        async (start, rest, method) =>
        {
            var status = await SendRawAsync($"{method} {start}{new string(rest)} HTTP/1.1\r\nHost: {new Uri(_bed.Address).Authority}\r\nAuthorization: Bearer {_bed.Key}\r\nContent-Length: 2\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{{}}");
            Assert.True(status is (>= 200 and < 500) or 503, $"{status}: {method} {start}{new string(rest)}");
        },
        iter: Runs, threads: 1);

    [Theory]
    [InlineData("POST", "/v1/models/")]
    [InlineData("POST", "/v1beta/models/")]
    [InlineData("GET", "/v1beta/models/")]
    [InlineData("GET", "/v1/models/")]
    public async Task Address_ThatEndsEarly_IsAnswered(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _bed.Client.SendAsync(request);
        Assert.True((int)response.StatusCode is 200 or 404, $"{(int)response.StatusCode}");
    }

    [Fact]
    public Task Headers_OfAnyBytes_AreRefusedOrIgnored() => Gen.Select(Gen.Byte.Array[0, 200], Of("X-Request-Id", "Accept-Language", "Content-Type", "X-Forwarded-Host", "Host", "Transfer-Encoding", "Content-Length", "Expect")).SampleAsync(
        async (value, name) =>
        {
            var status = await SendRawAsync([
                .. Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: {new Uri(_bed.Address).Authority}\r\nAuthorization: Bearer sk-no\r\n{name}: "), .. value,
                .. "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray()], isAll: true);
            // Nothing at all where the server cannot tell the end of the request.
            Assert.True(status is 0 or (>= 400 and < 500) or 501, $"{status}");
        },
        iter: Runs, threads: 1);

    private static byte[] Apply(byte[] bytes, (int Kind, int At, byte Value, int Length)[] damage)
    {
        var result = bytes.ToList();
        foreach (var (kind, place, value, length) in damage)
        {
            var at = place % (result.Count + 1);
            var most = Math.Min(length, result.Count - at);
            switch (kind)
            {
                case 0:
                    result.RemoveRange(at, most);
                    break;
                case 1:
                    result.InsertRange(at, Enumerable.Repeat(value, length));
                    break;
                case 2 when at < result.Count:
                    result[at] = value;
                    break;
                default:
                    result.InsertRange(at, result.GetRange(at, most));
                    break;
            }
        }

        return [.. result];
    }

    private Task<int> SendRawAsync(string request) => SendRawAsync(Encoding.Latin1.GetBytes(request), isAll: false);

    /// <summary>The status, or 0 where the connection is closed without one.</summary>
    /// <param name="isAll">Whether the server is told that nothing more comes: it may wait for more.</param>
    private async Task<int> SendRawAsync(byte[] request, bool isAll)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_bed.Address).Port);
        await socket.SendAsync(request);
        if (isAll)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        var buffer = new byte[64];
        var length = 0;
        while (length < "HTTP/1.1 200".Length && await socket.ReceiveAsync(buffer.AsMemory(length)) is > 0 and var more)
        {
            length += more;
        }

        return length < "HTTP/1.1 200".Length ? 0 : int.Parse(Encoding.ASCII.GetString(buffer, "HTTP/1.1 ".Length, 3), null);
    }

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
