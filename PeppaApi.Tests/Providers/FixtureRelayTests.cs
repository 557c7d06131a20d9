using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>What vendors' wires carried, through the real relay: each is answered in the door's own form, leaves one record, and errors cost nothing.</summary>
public sealed class FixtureRelayTests(FixtureRelayTests.Bed bed) : IClassFixture<FixtureRelayTests.Bed>
{
    // Of calls that the relay makes of its own accord.
    private static readonly string[] OtherCalls = ["billing-subscription.reply.json", "billing-usage.reply.json", "task.reply.json", "task-done.reply.json", "token.reply.json"];

    public static TheoryData<string, string> Streams => EveryFixtureTests.Streams;

    public static TheoryData<string, string> Wholes => EveryFixtureTests.Pairs(EveryFixtureTests.Files("*.reply.json").Where(file =>
        IsOfAConversation(file) && !OtherCalls.Contains(Path.GetFileName(file)) && !file.Contains("Gemini/Fixtures/embeddings", StringComparison.Ordinal)));

    /// <summary>With the status that the vendor's wire had.</summary>
    public static TheoryData<string, string, int, int> Errors => new()
    {
        { "Anthropic", "rate-limit.error.json", 429, 429 },
        { "ChatGlm", "token.error.json", 200, 502 },
        { "DashScope", "key.error.json", 401, 502 },
        { "DashScope", "parameter.error.txt", 200, 400 },
        { "Ernie", "client.error.json", 401, 502 },
        { "Ernie", "token.error.json", 200, 502 },
        { "Ernie", "messages.error.json", 200, 400 },
        { "Gemini", "compat.error.json", 400, 502 },
        { "Gemini", "key.error.json", 400, 502 },
        { "Gemini", "quota.error.json", 429, 429 },
        { "Hunyuan", "cloud-key.error.json", 200, 502 },
        { "Hunyuan", "cloud-parameter.error.json", 200, 400 },
        { "Hunyuan", "hyllm.error.json", 200, 502 },
        { "OpenAI", "azure-deployment.error.json", 404, 502 },
        { "OpenAI", "azure-filter.error.json", 400, 400 },
        { "OpenAI", "azure-key.error.json", 401, 502 },
        { "OpenAI", "azure-rate.error.json", 429, 429 },
        { "OpenAI", "deepseek-balance.error.json", 402, 502 },
        { "OpenAI", "key.error.json", 401, 502 },
        { "OpenAI", "minimax.error.json", 200, 502 },
        { "OpenAI", "mistral.error.json", 422, 422 },
        { "OpenAI", "openrouter.error.json", 200, 429 },
        { "OpenAI", "qianfan-token.error.json", 401, 502 },
        { "OpenAI", "quota.error.json", 429, 502 },
        { "OpenAI", "qwen-key.error.json", 401, 502 },
        { "OpenAI", "rate.error.json", 429, 429 },
        { "OpenAI", "siliconflow.error.json", 400, 400 },
        { "OpenAI", "xai-key.error.json", 400, 502 },
        { "OpenAI", "zhinao.error.json", 200, 429 },
        { "OpenAI", "zhipu.error.json", 400, 400 },
        { "Spark", "http-key.error.json", 401, 502 },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_ComesToItsEnd(string folder, string name)
    {
        var told = await bed.SendAsync(folder, name, stream: true, "text/event-stream");
        // These break off, by an error or as a part of a longer one.
        if (name is "overloaded.sse" or "responses-error.sse" or "openrouter.sse" or "responses-call.sse")
        {
            Assert.Contains(name == "responses-call.sse" ? "function_call" : "error", told.Text, StringComparison.Ordinal);
            return;
        }

        Assert.True(told.Status == HttpStatusCode.OK, told.Text);
        // One vendor of OpenAI's form ends without the word.
        Assert.True(name == "minimax.sse" || told.Text.Contains(told.Path == "/v1/responses" ? "response.completed" : "data: [DONE]", StringComparison.Ordinal), told.Text);
        Assert.DoesNotContain("\"error\":{", told.Text, StringComparison.Ordinal);
        Assert.Equal(UsageStatus.Succeeded, told.Record.Status);
        Assert.True(told.Record.Charged > 0);
    }

    [Theory]
    [MemberData(nameof(Wholes))]
    public async Task Reply_IsHandedOnAndCharged(string folder, string name)
    {
        var told = await bed.SendAsync(folder, name, stream: false, "application/json");
        Assert.True(told.Status == HttpStatusCode.OK, told.Text);
        Assert.IsType<JsonObject>(JsonNode.Parse(told.Text));
        Assert.Equal(UsageStatus.Succeeded, told.Record.Status);
        Assert.True(told.Record.Charged > 0);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Error_IsToldInTheDoorsFormAndFree(string folder, string name, int status, int expected)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var told = await bed.SendAsync(folder, name, stream, name.EndsWith(".txt", StringComparison.Ordinal) ? "text/event-stream" : "application/json", status);
            Assert.True(expected == (int)told.Status, $"{(int)told.Status} {told.Text}");
            Assert.NotEmpty((string)JsonNode.Parse(told.Text)!["error"]!["message"]!);
            Assert.Equal(0, told.Record.Charged);
        }
    }

    /// <summary>What is asked in OpenAI's words reaches the vendor as its fixture says.</summary>
    [Theory]
    [InlineData("Ernie", "chat.request.json", "chat.reply.json", "ERNIE-Bot-4", ""","messages":[{"role":"system","content":"Answer in one word."},{"role":"user","content":"Capital of France?"}],"temperature":0.8,"top_p":0.8,"max_tokens":16,"user":"u1" """)]
    [InlineData("ChatGlm", "invoke.request.json", "invoke.reply.json", "chatglm_turbo", ""","messages":[{"role":"user","content":"Say \"hi\" twice, two lines"}],"temperature":0.95,"top_p":0.7""")]
    [InlineData("OpenAI", "zhinao.request.json", "zhinao.reply.json", "360gpt-pro", ""","messages":[{"role":"user","content":"Say ok"}],"stream":false,"temperature":0.9,"top_p":0.5,"max_tokens":16""")]
    public async Task Request_SaysWhatTheVendorReads(string folder, string request, string reply, string model, string fields)
    {
        var told = await bed.SendAsync(folder, reply, stream: false, "application/json", model: model, fields: fields);
        Assert.True(told.Status == HttpStatusCode.OK, told.Text);
        Fixture.AssertSays(Fixture.Json(folder, request), JsonNode.Parse(told.Sent));
    }

    [Fact]
    public void Errors_AreAllOfTheFixtures() => Assert.Equal(
        EveryFixtureTests.Files("*.error.*").Where(IsOfAConversation).Select(file => Path.GetRelativePath(EveryFixtureTests.Folder, file).Replace("/Fixtures", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Errors.Select(row => $"{row.Data.Item1}/{row.Data.Item2}").Order(StringComparer.Ordinal));

    /// <summary>Drawings have a door and a test of their own.</summary>
    private static bool IsOfAConversation(string file) => !file.Contains("Midjourney", StringComparison.Ordinal);

    internal sealed record Told(string Path, HttpStatusCode Status, string Text, string Sent, UsageRecord Record);

    /// <summary>One relay, and one upstream that says what the fixture says to whoever asks.</summary>
    public sealed class Bed : IAsyncLifetime
    {
        private RelayBed _relay = null!;
        private FakeUpstream _upstream = null!;
        private int _count;

        public async ValueTask InitializeAsync()
        {
            _relay = await RelayBed.StartAsync(1000);
            _upstream = await FakeUpstream.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _relay.AssertSoundAsync();
            await _relay.DisposeAsync();
            await _upstream.DisposeAsync();
        }

        /// <summary>Sends a request by a channel of the fixture's own: one that has failed rests for a while.</summary>
        internal async Task<Told> SendAsync(string folder, string name, bool stream, string type, int status = 200, string? model = null, string? fields = null)
        {
            var (provider, path) = (EveryFixtureTests.ProviderOf(folder, name), PathOf(folder, name));
            model ??= $"fixture-{Interlocked.Increment(ref _count)}";
            await _relay.SetPriceAsync(model, 3, 15, perCall: path is "/v1/images/generations" or "/v1/moderations" or "/v1/audio/transcriptions" ? 0.01m : null);
            await _relay.Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
                model, provider, _upstream.Address, [KeyOf(provider)], [model], null, null, 0, 1, true, 1, ClientGonePolicy.Drain));
            _upstream.Script = async context =>
            {
                var isToken = context.Request.Path == "/oauth/2.0/token" && name != "client.error.json";
                context.Response.StatusCode = isToken ? 200 : status;
                context.Response.ContentType = isToken ? "application/json" : type;
                await context.Response.Body.WriteAsync(isToken ? Fixture.Bytes("Ernie", "token.reply.json") : Fixture.Bytes(folder, name));
            };
            var before = (await _relay.RecordsAsync()).Count;
            using var response = await _relay.Client.PostAsync(path, fields is null ? Body(path, model, stream) : RelayBed.Body($$"""{"model":"{{model}}"{{fields}}}"""));
            var text = await response.Content.ReadAsStringAsync();
            return new Told(path, response.StatusCode, text, _upstream.Requests.Last().Body, (await _relay.RecordsAsync(before + 1))[before]);
        }

        private static string PathOf(string folder, string name) => folder != "OpenAI" ? "/v1/chat/completions" : name.Split('-', '.')[0] switch
        {
            "responses" => "/v1/responses",
            "completions" => "/v1/completions",
            "embeddings" => "/v1/embeddings",
            "image" => "/v1/images/generations",
            "moderation" => "/v1/moderations",
            "transcription" => "/v1/audio/transcriptions",
            _ => "/v1/chat/completions",
        };

        private static HttpContent Body(string path, string model, bool stream) => path switch
        {
            "/v1/audio/transcriptions" => Forms.Of(("model", model)).With("file", Forms.Wave(1000), "a.wav"),
            "/v1/images/generations" or "/v1/completions" => RelayBed.Body($$"""{"model":"{{model}}","prompt":"Say hi","stream":{{(stream ? "true" : "false")}}}"""),
            "/v1/embeddings" or "/v1/moderations" => RelayBed.Body($$"""{"model":"{{model}}","input":"Say hi"}"""),
            "/v1/responses" => RelayBed.Body($$"""{"model":"{{model}}","input":"Say hi","stream":{{(stream ? "true" : "false")}}}"""),
            _ => RelayBed.ChatBody(stream ? ",\"stream\":true" : "", model: model),
        };

        private static string KeyOf(string provider) => ProviderCatalog.Find(provider)!.KeyForm switch
        {
            "API_KEY|SECRET_KEY" => ErnieDouble.Key,
            "ID.SECRET" => ChatGlmDouble.Key,
            "AppId|SecretId|SecretKey" => HunyuanDouble.Key,
            _ => "sk-none",
        };
    }
}
