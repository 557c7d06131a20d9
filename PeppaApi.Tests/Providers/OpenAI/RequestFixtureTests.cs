using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.OpenAI;

/// <summary>The requests of OpenAI, Azure and DeepSeek with what answers them, through the whole relay: each goes and comes as it is, and is metered.</summary>
public sealed class RequestFixtureTests : IAsyncLifetime
{
    private const string Folder = "OpenAI";
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Request_OfOpenAI_AndItsReply_PassByteForByte()
    {
        (string Route, string Request, string Reply, long[] Tokens)[] calls =
        [
            ("/v1/chat/completions", "chat.request.json", "chat.reply.json", [21, 0, 3, 0]),
            ("/v1/chat/completions", "vision.request.json", "chat-refusal.reply.json", [80, 0, 8, 0]),
            ("/v1/chat/completions", "usage.request.json", "usage.sse", [9, 0, 3, 0]),
            ("/v1/embeddings", "embeddings.request.json", "embeddings.reply.json", [2, 0, 0, 0]),
            ("/v1/responses", "responses.request.json", "responses.sse", [9, 0, 3, 0]),
        ];
        var upstream = await _bed.AddVendorAsync("openai", Replies.Chat(), "sk-test-openai", "gpt-4o-mini", "gpt-4o", "gpt-4.1-mini", "text-embedding-3-small");
        foreach (var (route, request, reply, tokens) in calls)
        {
            upstream.Script = Of(reply);
            Assert.Equal(Text(reply), await PostAsync(route, Text(request)));
            var sent = upstream.Requests.Last();
            Assert.Equal((route, "Bearer sk-test-openai", Text(request)), (sent.Path, sent.Authorization, sent.Body));
            await AssertMeteredAsync(tokens);
        }
    }

    [Theory]
    [InlineData("openai", "gpt-4o", "two-tools.request.json", "two-tools.sse", null)]
    [InlineData("deepseek", "deepseek-reasoner", "deepseek.request.json", "deepseek.sse", new long[] { 8, 0, 5, 3 })]
    public async Task Stream_ThatIsNotAskedForUsage_IsAskedByTheRelay_AndPassesWithoutIt(string provider, string model, string request, string reply, long[]? tokens)
    {
        var upstream = await _bed.AddVendorAsync(provider, Of(reply), "sk-fx-ds", model);
        var body = await PostAsync("/v1/chat/completions", Text(request));
        Assert.StartsWith(string.Join("\n\n", Text(reply).Split("\n\n")[..2]), body, StringComparison.Ordinal);
        Assert.EndsWith(Replies.Done, body, StringComparison.Ordinal);
        var sent = JsonNode.Parse(upstream.Requests.Last().Body)!.AsObject();
        Assert.True((bool)sent["stream_options"]!["include_usage"]!);
        sent.Remove("stream_options");
        Assert.True(JsonNode.DeepEquals(Fixture.Json(Folder, request), sent), sent.ToJsonString());
        if (tokens is not null)
        {
            await AssertMeteredAsync(tokens);
        }
    }

    [Fact]
    public async Task Request_OfAzure_GoesToTheDeploymentWithItsOwnHeader()
    {
        await using var upstream = await FakeUpstream.StartAsync(Of("azure.reply.json"));
        await _bed.Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            "azure", "azure", upstream.Address + "?api-version=2024-02-01", ["0123456789abcdef0123456789abcdef"], ["gpt-3.5-turbo"],
            new Dictionary<string, string> { ["gpt-3.5-turbo"] = "gpt-35-turbo" }, null, 0, 1, true, 1, ClientGonePolicy.Drain));
        Assert.Equal(Text("azure.reply.json"), await PostAsync("/v1/chat/completions", Text("azure.request.json")));
        var sent = upstream.Requests.Single();
        Assert.Equal(("/openai/deployments/gpt-35-turbo/chat/completions", "?api-version=2024-02-01"), (sent.Path, sent.Query));
        Assert.Equal("0123456789abcdef0123456789abcdef", sent.Headers["api-key"]);
        Assert.Equal(Text("azure.request.json").Replace("gpt-3.5-turbo", "gpt-35-turbo", StringComparison.Ordinal), sent.Body);
        await AssertMeteredAsync([9, 0, 1, 0]);
    }

    [Fact]
    public async Task Pieces_OfPicturesSoundAndModeration_AreMetered()
    {
        var upstream = await _bed.AddVendorAsync("openai", Of("image.reply.json"), "sk-test-openai", "dall-e-3", "whisper-1", "omni-moderation-latest");
        Assert.Equal(Text("image.reply.json"), await PostAsync("/v1/images/generations", Text("image.request.json")));
        Assert.Equal(Text("image.request.json"), upstream.Requests.Last().Body);
        Assert.Equal((1L, "1024x1024"), (await _bed.RecordsAsync()).Select(record => (record.Images, record.Variant!)).Last());

        upstream.Script = Of("transcription.reply.json");
        using var form = Forms.Of(("model", "whisper-1"), ("response_format", "json")).With("file", Forms.Wave(500), "a.wav");
        using var written = await _bed.Client.PostAsync("/v1/audio/transcriptions", form);
        Assert.Equal(Text("transcription.reply.json"), await written.Content.ReadAsStringAsync());
        Assert.Equal(3_000, (await _bed.RecordsAsync())[^1].Milliseconds);

        upstream.Script = Of("transcription-verbose.reply.json");
        using var verbose = Forms.Of(("model", "whisper-1"), ("response_format", "verbose_json")).With("file", Forms.Wave(500), "a.wav");
        using var timed = await _bed.Client.PostAsync("/v1/audio/transcriptions", verbose);
        Assert.Equal(Text("transcription-verbose.reply.json"), await timed.Content.ReadAsStringAsync());
        Assert.Equal(4_000, (await _bed.RecordsAsync())[^1].Milliseconds);

        upstream.Script = Of("moderation.reply.json");
        Assert.Equal(Text("moderation.reply.json"), await PostAsync("/v1/moderations", """{"model":"omni-moderation-latest","input":"hi"}"""));
        Assert.Equal((1L, UsageBasis.Counted), (await _bed.RecordsAsync()).Select(record => (record.InputTokens, record.Basis)).Last());
    }

    [Fact]
    public async Task Usage_OfAReasoningModel_IsDisjoint()
    {
        await _bed.AddVendorAsync("openai", Replies.Chat(usage: Text("reasoning.usage.json")), "sk-test-openai", "o4-mini");
        await PostAsync("/v1/chat/completions", """{"model":"o4-mini","messages":[{"role":"user","content":"Think"}]}""");
        await AssertMeteredAsync([1_100, 1_024, 230, 200]);
    }

    [Fact]
    public async Task BillingRoutes_ForAKeyOfFiveDollars_SayTheSame()
    {
        await _bed.AddChannelAsync(Replies.Chat());
        await _bed.Services.GetRequiredService<PriceService>().PutAsync(RelayBed.Model, new PriceSpec { PerCall = 1.25m });
        using var client = _bed.CreateClient((await _bed.CreateTokenAsync(limit: 5)).Key);
        using (await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody()))
        {
            // A quarter of the key is used.
        }

        Fixture.AssertSays(Fixture.Json(Folder, "billing-subscription.reply.json"), Plain(await client.GetStringAsync("/v1/dashboard/billing/subscription")));
        Fixture.AssertSays(
            Fixture.Json(Folder, "billing-usage.reply.json"), Plain(await client.GetStringAsync("/v1/dashboard/billing/usage?start_date=2024-01-01&end_date=2024-01-31")));
    }

    /// <summary>Figures without the zeroes at their end: a client reads numbers, not letters.</summary>
    private static JsonObject Plain(string json)
    {
        var members = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in members.ToList())
        {
            if (value is JsonValue number && number.TryGetValue(out decimal figure))
            {
                members[name] = JsonNode.Parse(figure.ToString("0.############", CultureInfo.InvariantCulture));
            }
        }

        return members;
    }

    private static RequestDelegate Of(string reply) => reply.EndsWith(".sse", StringComparison.Ordinal) ? Replies.Stream(Text(reply)) : Replies.Json(Text(reply));

    private static string Text(string name) => Encoding.UTF8.GetString(Fixture.Bytes(Folder, name));

    private async Task<string> PostAsync(string route, string body)
    {
        using var response = await _bed.Client.PostAsync(route, RelayBed.Body(body));
        return await response.Content.ReadAsStringAsync();
    }

    /// <param name="tokens">Input, cached, output, reasoning.</param>
    private async Task AssertMeteredAsync(long[] tokens)
    {
        var record = (await _bed.RecordsAsync())[^1];
        Assert.Equal(tokens, (long[])[record.InputTokens, record.CachedTokens, record.OutputTokens, record.ReasoningTokens]);
        Assert.Equal(UsageBasis.Reported, record.Basis);
    }
}
