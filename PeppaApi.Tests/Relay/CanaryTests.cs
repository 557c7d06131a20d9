using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Operations.Backups;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>A phrase that is in every prompt and every reply is found in no file, no line of the log, no trace and no label of a measurement, however the request ends.</summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private const string UpstreamKey = "sk-upstream-secret-of-the-canary-tests";

    // Letters only, and a whole number of base64 groups: it is also a picture.
    private static readonly string Canary = RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz", 24);
    private readonly TelemetryCollector _telemetry = new();
    private RelayBed _bed = null!;

    /// <summary>What the upstream says, by name: each one holds the phrase.</summary>
    public static TheoryData<string> Endings { get; } = new(Scripts.Keys);

    private static Dictionary<string, RequestDelegate> Scripts => new()
    {
        ["success"] = Either(Replies.Chat(Canary), Replies.Stream(Speaking("""{"content":"CANARY"}"""))),
        ["tools"] = Either(
            Replies.Json(Replies.Whole("x", Replies.Usage).Replace("\"content\":\"x\"", "\"content\":null," + ToolCall, StringComparison.Ordinal).Replace("CANARY", Canary, StringComparison.Ordinal)),
            Replies.Stream(Speaking("{" + ToolCall + "}"))),
        ["error 400"] = Replies.Json(Error, 400),
        ["error 401"] = Replies.Json(Error, 401),
        ["error 404"] = Replies.Json(Error, 404),
        ["error 429"] = Replies.Json(Error, 429),
        ["error 500"] = Replies.Json(Error, 500),
        ["error 500 as text"] = Replies.Json(Canary, 500),
        ["error inside 200"] = Either(Replies.Json(Error), Replies.Stream($"data: {Error}\n\n")),
        ["error inside a stream"] = Either(Replies.Json(Error), Replies.Stream(Say(), $"data: {Error}\n\n")),
        ["broken connection"] = Either(Cut(Replies.Whole(Canary, Replies.Usage)[..^20]), Replies.StreamThenCut(Say(), $"data: {Canary}")),
        ["closed early"] = Either(Replies.Json(Replies.Whole(Canary, Replies.Usage)[..^20]), Replies.Stream(Say(), $"data: {Canary}")),
        ["invalid JSON"] = Either(Replies.Json(Canary), Replies.Stream(Say(), "data: {\"choices\":[" + Canary + "\n\n", Replies.Done)),
        ["invalid JSON first"] = Either(Replies.Json("{" + Canary), Replies.Stream("data: {" + Canary + "\n\n", Replies.Done)),
        ["usage impossible"] = Either(Replies.Chat(Canary, $"\"{Canary}\""), Replies.Stream([Say(), Replies.UsageChunk($"\"{Canary}\""), Replies.Done])),
        ["types wrong"] = Either(
            Replies.Json($$"""{"choices":"{{Canary}}","usage":["{{Canary}}"]}"""),
            Replies.Stream($"data: {{\"choices\":\"{Canary}\",\"usage\":\"{Canary}\"}}\n\n", Replies.Done)),
    };

    private const string ToolCall =
        "\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"look_up\",\"arguments\":\"{\\\"text\\\":\\\"CANARY\\\"}\"}}]";

    private static string Error =>
        $$$"""{"error":{"message":"The prompt '{{{Canary}}}' is refused.","type":"invalid_request_error","param":"{{{Canary}}}","code":"no such word: {{{Canary}}}"}}""";

    public async ValueTask InitializeAsync()
    {
        // Also what the framework would log where somebody turns everything on.
        _bed = await RelayBed.StartAsync(settings:
        [
            "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=Trace", "--Logging:LogLevel:System.Net.Http=Trace",
        ]);
    }

    public ValueTask DisposeAsync()
    {
        _telemetry.Dispose();
        return _bed.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Content_HoweverTheRequestEnds_LeavesNoTrace(string ending)
    {
        // A channel for each: one that has failed rests for a while.
        foreach (var (model, stream) in ((string, bool)[])[(RelayBed.Model, false), ("gpt-4o", true)])
        {
            var upstream = await AddChannelAsync(Scripts[ending], model);
            await SendAsync(_bed.Client, "/v1/chat/completions", Prompt(stream, model));
            Assert.Contains(Canary, Assert.Single(upstream.Requests).Body, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await _bed.RecordsAsync()).Count);
        await AssertNoTraceAsync();
    }

    [Fact]
    public async Task Content_ClientLeaves_LeavesNoTrace()
    {
        await AddChannelAsync(Replies.Stream(TimeSpan.FromMilliseconds(100), [.. Enumerable.Repeat(Say(), 5), .. Replies.Hello()]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = RelayBed.Body(Prompt(stream: true)) };
        using (await _bed.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            // Only the head of the reply is read.
        }

        await _bed.RecordsAsync(1);
        await AssertNoTraceAsync();
    }

    [Fact]
    public async Task Content_OtherOperations_LeaveNoTrace()
    {
        var upstream = await AddChannelAsync(Replies.Json(Error, 400));
        await SendAsync(_bed.Client, "/v1/completions", $$"""{"model":"gpt-3.5-turbo-instruct","prompt":"{{Canary}}","suffix":"{{Canary}}"}""");
        await SendAsync(_bed.Client, "/v1/embeddings", $$"""{"model":"text-embedding-3-small","input":["{{Canary}}","{{Canary}}"]}""");
        Assert.Equal(2, upstream.Requests.Count);
        await AssertNoTraceAsync();
    }

    [Theory]
    [InlineData("success")]
    [InlineData("error 400")]
    [InlineData("broken")]
    public async Task Content_ResponseTranslated_LeavesNoTrace(string ending)
    {
        string[] start = [AnthropicReplies.Start, AnthropicReplies.TextStart(), AnthropicReplies.Text(Canary)];
        var upstream = await _bed.AddProviderAsync("anthropic", ending switch
        {
            "success" => Either(
                Replies.Json(AnthropicReplies.Whole($$"""[{"type":"text","text":"{{Canary}}"}]""")),
                Replies.Stream([.. start, AnthropicReplies.BlockStop(), AnthropicReplies.Delta(), AnthropicReplies.Stop])),
            "broken" => Either(Replies.Json(Canary), Replies.StreamThenCut(start)),
            _ => Replies.Json(AnthropicReplies.Error(Canary, Canary), 400),
        }, "claude-canary");
        foreach (var stream in (string[])["false", "true"])
        {
            await SendAsync(_bed.Client, "/v1/responses", $$"""{"model":"claude-canary","stream":{{stream}},"instructions":"{{Canary}}","input":[{"role":"user","content":"{{Canary}}"}]}""");
        }

        Assert.Equal(2, upstream.Requests.Count(request => request.Body.Contains(Canary, StringComparison.Ordinal)));
        await AssertNoTraceAsync();
    }

    [Theory]
    [InlineData("gemini")]
    [InlineData("openai")]
    public async Task Content_DoorOfGemini_LeavesNoTrace(string provider)
    {
        var error = GeminiReplies.Error(400, Canary, Canary, $$"""[{"reason":"{{Canary}}"},{"fieldViolations":[{"field":"{{Canary}}"}]}]""");
        RequestDelegate[] endings = provider == "openai" ? [Either(Replies.Chat(Canary), Replies.Stream(Speaking("""{"content":"CANARY"}""")))] :
        [
            GeminiReplies.Either([GeminiReplies.Chunk($$"""[{"text":"{{Canary}}"}]""", "STOP")], GeminiReplies.Whole($$"""[{"functionCall":{"name":"f","args":{"a":"{{Canary}}"} } }]""")),
            Replies.Json(error, 400),
            GeminiReplies.Either([GeminiReplies.Chunk($$"""[{"text":"{{Canary}}"}]"""), $"data: {error}\r\n\r\n"], Canary),
        ];
        var body = $$$"""{"systemInstruction":{"parts":[{"text":"{{{Canary}}}"}]},"contents":[{"parts":[{"text":"{{{Canary}}}"},{"inlineData":{"mimeType":"image/png","data":"{{{Canary}}}"}}]}]}""";
        foreach (var (ending, number) in endings.Select((ending, index) => (ending, index)))
        {
            var upstream = await _bed.AddProviderAsync(provider, ending, $"model-{number}");
            foreach (var method in (string[])["generateContent", "streamGenerateContent?alt=sse", "streamGenerateContent"])
            {
                await SendAsync(_bed.Client, $"/v1beta/models/model-{number}:{method}", body);
            }

            Assert.All(upstream.Requests, received => Assert.Contains(Canary, received.Body, StringComparison.Ordinal));
            Assert.NotEmpty(upstream.Requests);
        }

        await SendAsync(_bed.Client, "/v1beta/models/model-0:generateContent", body.Replace("\"parts\":[{\"text\"", "\"role\":\"" + Canary + "\",\"parts\":[{\"text\"", StringComparison.Ordinal));
        await AssertNoTraceAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_PicturesAndSound_LeaveNoTrace(bool succeeds)
    {
        string[] models = ["dall-e-2", "tts-1", "whisper-1", "omni-moderation-latest", "rerank-v3.5"];
        foreach (var model in models)
        {
            // A channel for each: one that has failed rests for a while.
            await AddChannelAsync(succeeds ? Replies.Json($$"""{"text":"{{Canary}}","data":[{"url":"{{Canary}}"}],"results":["{{Canary}}"]}""") : Replies.Json(Error, 400), model);
        }

        await SendAsync(_bed.Client, "/v1/images/generations", $$"""{"prompt":"{{Canary}}","size":"{{Canary}}","{{Canary}}":1}""");
        await SendAsync(_bed.Client, "/v1/audio/speech", $$"""{"model":"tts-1","input":"{{Canary}}","voice":"{{Canary}}"}""");
        await SendAsync(_bed.Client, "/v1/moderations", $$"""{"input":["{{Canary}}"]}""");
        await SendAsync(_bed.Client, "/v1/rerank", $$"""{"model":"rerank-v3.5","query":"{{Canary}}","documents":["{{Canary}}"]}""");
        using var form = Forms.Of(("model", "whisper-1"), ("prompt", Canary), (Canary, Canary)).With("file", Encoding.UTF8.GetBytes(Canary), Canary + ".wav");
        using var response = await _bed.Client.PostAsync("/v1/audio/transcriptions", form);
        using var broken = await _bed.Client.PostAsync("/v1/audio/transcriptions", Forms.Raw("--fxB\n" + Canary));
        Assert.Equal(5, (await _bed.RecordsAsync()).Count);
        await AssertNoTraceAsync();
    }

    [Theory]
    [InlineData("CANARY")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"CANARY"}""")]
    [InlineData("""{"model":"gpt-4o-mini","messages":"CANARY"}""")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":CANARY}]}""")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}],"stream":"CANARY"}""")]
    [InlineData("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}],"max_tokens":"CANARY"}""")]
    [InlineData("""{"model":{"CANARY":1},"messages":[{"role":"user","content":"CANARY"}]}""")]
    public async Task Content_RequestRefused_LeavesNoTrace(string body)
    {
        await AddChannelAsync(Replies.Chat(Canary));
        var text = body.Replace("CANARY", Canary, StringComparison.Ordinal);
        foreach (var path in (string[])["/v1/chat/completions", "/v1/completions", "/v1/embeddings"])
        {
            await SendAsync(_bed.Client, path, text);
        }

        await AssertNoTraceAsync();
    }

    [Fact]
    public async Task Content_AndSecrets_AreInNoBackup()
    {
        await AddChannelAsync(Either(Replies.Chat(Canary), Replies.Stream(Speaking("""{"content":"CANARY"}"""))));
        await SendAsync(_bed.Client, "/v1/chat/completions", Prompt(stream: false));
        await SendAsync(_bed.Client, "/v1/chat/completions", Prompt(stream: true));
        Assert.Equal(2, (await _bed.RecordsAsync()).Count);
        var backups = _bed.Services.GetRequiredService<BackupService>();
        await backups.MakeAsync();
        await using var zip = await ZipFile.OpenReadAsync(backups.Find(Assert.Single(backups.List()).Name)!, TestContext.Current.CancellationToken);
        Assert.Contains(zip.Entries, entry => entry.Name.EndsWith(".db", StringComparison.Ordinal));
        foreach (var entry in zip.Entries)
        {
            await using var stream = await entry.OpenAsync(TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.All([Canary, _bed.Key, UpstreamKey, ApiCalls.Password], secret => Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{secret} is in {entry.FullName}"));
        }

        await AssertNoTraceAsync();
    }

    [Fact]
    public async Task Content_OfAProcessThatDies_IsInNothingThatItLeaves()
    {
        await using var folder = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Say());
            await Replies.Hang()(context);
        });
        using var process = new RelayProcess(folder.Path, new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Debug" });
        await process.StartAsync();
        await process.PostAsync("/api/channels", new { name = "c", provider = "openai", baseUrl = upstream.Address, keys = new[] { UpstreamKey }, models = new[] { RelayBed.Model } });
        await process.PostAsync("/api/users/1/grants", new { amountUsd = 10, reason = "test" });
        var key = (await process.PostAsync("/api/me/tokens", new { name = "t" })).GetProperty("key").GetString()!;
        using var client = new HttpClient { BaseAddress = new Uri(process.Address), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = RelayBed.Body(Prompt(stream: true)) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await process.KillAsync();
        var left = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).Append(process.Output);
        Assert.All(left, text => Assert.All((string[])[Canary, key, UpstreamKey], secret => Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), secret)));
        Assert.NotEmpty(process.Output);
    }

    [Fact]
    public async Task Content_NoCreditNoChannel_LeavesNoTrace()
    {
        await SendAsync(_bed.Client, "/v1/chat/completions", Prompt(stream: false));
        using var poor = _bed.CreateClient((await _bed.CreateTokenAsync(limit: 0.000000001m)).Key);
        await SendAsync(poor, "/v1/chat/completions", Prompt(stream: true));
        await AssertNoTraceAsync();
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("x-api-key", "")]
    [InlineData("x-goog-api-key", "")]
    [InlineData(null, null)]
    public async Task Key_InHeaderOrQuery_LeavesNoTrace(string? header, string? scheme)
    {
        await AddChannelAsync(Replies.Json(Error, 401));
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        if (header is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(header, scheme + _bed.Key);
        }

        var status = await SendAsync(client, "/v1/chat/completions" + (header is null ? $"?key={_bed.Key}" : ""), Prompt(stream: false));
        // The key was taken: what is refused is the upstream's.
        Assert.NotEqual(HttpStatusCode.Unauthorized, status);
        await AssertNoTraceAsync();
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string path, string body)
    {
        using var response = await client.PostAsync(path, RelayBed.Body(body));
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }

    private Task<FakeUpstream> AddChannelAsync(RequestDelegate script, params string[] models) =>
        _bed.AddChannelAsync(script, models: models.Length > 0 ? models : null, keys: UpstreamKey);

    private async Task AssertNoTraceAsync()
    {
        // What is stored beside the request, such as a key set aside.
        await Task.Delay(200);
        await _bed.AssertNoTraceAsync(Canary, _bed.Key, UpstreamKey);
        Assert.DoesNotContain(_telemetry.Lines, line => new[] { Canary, _bed.Key, UpstreamKey }.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        // The framework did log and trace, and what it told was looked at.
        Assert.Contains(_bed.Log.Lines, line => line.StartsWith("Debug Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Contains(_telemetry.Lines, line => line.StartsWith("Microsoft.AspNetCore Microsoft.AspNetCore.Hosting.HttpRequestIn", StringComparison.Ordinal));
        Assert.Contains(_telemetry.Lines, line => line.StartsWith("http.server.request.duration ", StringComparison.Ordinal));
    }

    private static string Prompt(bool stream, string model = RelayBed.Model) => JsonSerializer.Serialize(new
    {
        model,
        stream,
        user = Canary,
        metadata = new { note = Canary },
        stop = new[] { Canary },
        messages = new object[]
        {
            new { role = "system", name = Canary, content = Canary },
            new
            {
                role = "user",
                content = new object[]
                {
                    new { type = "text", text = Canary },
                    new { type = "image_url", image_url = new { url = "data:image/png;base64," + Canary } },
                },
            },
        },
        tools = new[] { new { type = "function", function = new { name = "look_up", description = Canary, parameters = new { type = "object" } } } },
    });

    private static string Say() => Speaking("""{"content":"CANARY"}""")[1];

    private static string[] Speaking(string delta) =>
    [
        Replies.Chunk("""{"role":"assistant","content":""}"""),
        Replies.Chunk(delta.Replace("CANARY", Canary, StringComparison.Ordinal)),
        Replies.Chunk("{}", "\"stop\""),
        Replies.UsageChunk(),
        Replies.Done,
    ];

    /// <summary>Promises more than it sends, then breaks the connection.</summary>
    private static RequestDelegate Cut(string start) => async context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = start.Length + 100;
        await context.Response.WriteAsync(start);
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    private static RequestDelegate Either(RequestDelegate whole, RequestDelegate streamed) => context =>
        (((string)context.Items["body"]!).Contains("\"stream\":true", StringComparison.Ordinal) ? streamed : whole)(context);
}
