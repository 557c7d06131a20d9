using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class ChatRelayTests
{
    // gpt-4o-mini: $0.15 in, $0.60 out per million; 9 and 3 tokens.
    private const long HelloCost = (9 * 150) + (3 * 600);

    [Fact]
    public async Task Chat_Whole_PassesBothWaysByteForByteAndIsCharged()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        const string Sent = """{"model":"gpt-4o-mini", "messages":[{"role":"user","content":"ü\u00fc","x":1}],"max_tokens":8,"unknown":{"deep":[null,1.50]}}""";
        using var response = await bed.Client.PostAsync("/v1/chat/completions", RelayBed.Body(Sent));
        Assert.Equal(Replies.Whole("Paris.", Replies.Usage), await response.Content.ReadAsStringAsync());
        var received = Assert.Single(bed.Upstream.Requests);
        Assert.Equal(("/v1/chat/completions", "Bearer sk-upstream-key-1", Sent), (received.Path, received.Authorization, received.Body));
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal((HelloCost, UsageBasis.Reported, UsageStatus.Succeeded), (record.Charged, record.Basis, record.Status));
        Assert.Equal(record.RequestId, response.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal(Credit.FromUsd(10) - HelloCost, (await bed.BalanceAsync()).Available);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Chat_StreamWithoutUsageAsked_HidesTheUsage()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(Replies.Hello()));
        using var response = await bed.ChatAsync(",\"stream\":true");
        var expected = string.Concat(Replies.Hello().Where(part => part != Replies.UsageChunk())).Replace(",\"usage\":null", "", StringComparison.Ordinal);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
        Assert.Contains("\"stream_options\":{\"include_usage\":true}", bed.Upstream.Requests.Single().Body, StringComparison.Ordinal);
        Assert.Equal(HelloCost, Assert.Single(await bed.RecordsAsync()).Charged);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Chat_StreamWithUsageAsked_PassesByteForByte()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(Replies.Hello()));
        using var response = await bed.ChatAsync(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        Assert.Equal(string.Concat(Replies.Hello()), await response.Content.ReadAsStringAsync());
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Chat_StreamCutIntoOddPieces_ArrivesWhole()
    {
        var whole = string.Concat(Replies.Hello());
        string[] pieces = [.. whole.Chunk(7).Select(letters => new string(letters))];
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(TimeSpan.FromMilliseconds(1), pieces));
        using var response = await bed.ChatAsync(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        Assert.Equal(whole, await response.Content.ReadAsStringAsync());
        Assert.Equal(HelloCost, Assert.Single(await bed.RecordsAsync()).Charged);
    }

    [Fact]
    public async Task Chat_NoUsageReported_IsCountedFromTheText()
    {
        string[] parts = [.. Replies.Hello().Where(part => part != Replies.UsageChunk())];
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(parts));
        using var response = await bed.ChatAsync(",\"stream\":true");
        Assert.EndsWith(Replies.Done, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var record = Assert.Single(await bed.RecordsAsync());
        // "Say hello" is 2 tokens, the role 1, 3 a message, 3 for the reply; "Hello!" is 2.
        Assert.Equal((UsageBasis.Counted, 9L, 2L), (record.Basis, record.InputTokens, record.OutputTokens));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Chat_MappedModel_IsRenamedUpstreamAndPricedByTheClientsName()
    {
        await using var bed = await RelayBed.StartAsync();
        var upstream = await bed.AddChannelAsync(Replies.Chat(), priority: 0);
        var channels = bed.Services.GetService(typeof(PeppaApi.Channels.ChannelService)) as PeppaApi.Channels.ChannelService;
        var channel = (await channels!.ListAsync()).Single();
        await channels.UpdateAsync(channel.Id, _ => new(
            "mapped", "openai", upstream.Address, null, [RelayBed.Model], new Dictionary<string, string> { [RelayBed.Model] = "vendor/small" }, null, 0, 1, true, 1, ClientGonePolicy.Drain));
        using var response = await bed.ChatAsync();
        Assert.StartsWith("""{"model":"vendor/small","messages":""", upstream.Requests.Single().Body, StringComparison.Ordinal);
        Assert.Equal(RelayBed.Model, Assert.Single(await bed.RecordsAsync()).Model);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task Chat_StreamThatPauses_GivesWhatHasCome(int eventsAtOnce)
    {
        const int Pauses = 3;
        using var seen = new SemaphoreSlim(0);
        await using var bed = await RelayBed.StartAsync(upstreams: async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < Pauses; i++)
            {
                // The next event has begun, too; it goes on once the client has those before it.
                var some = string.Concat(Enumerable.Repeat(Replies.Chunk("{\"content\":\"so\"}"), eventsAtOnce - 1)) + Replies.Chunk($"{{\"content\":\"far {i}\"}}");
                var half = Replies.Chunk("{\"content\":\"and\"}");
                await context.Response.WriteAsync(some + half[..50], context.RequestAborted);
                Assert.True(await seen.WaitAsync(TimeSpan.FromSeconds(20), context.RequestAborted));
                await context.Response.WriteAsync(half[50..], context.RequestAborted);
            }

            await context.Response.WriteAsync(string.Concat(Replies.Hello()), context.RequestAborted);
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = RelayBed.ChatBody(",\"stream\":true") };
        using var response = await bed.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var pauses = 0;
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains($"far {pauses}", StringComparison.Ordinal))
            {
                pauses++;
                seen.Release();
            }
        }

        Assert.Equal(Pauses, pauses);
    }

    [Theory]
    [InlineData("/v1/completions", """{"model":"gpt-3.5-turbo-instruct","prompt":"The sky is"}""", """{"id":"cmpl-fx2","object":"text_completion","created":1,"model":"x","choices":[{"text":" blue","index":0,"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""", 3, 1)]
    [InlineData("/v1/embeddings", """{"model":"text-embedding-3-small","input":["cat","dog"]}""", """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"x","usage":{"prompt_tokens":2,"total_tokens":2}}""", 2, 0)]
    public async Task OtherOperations_PassAndAreCharged(string path, string sent, string reply, long input, long output)
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Json(reply));
        using var response = await bed.Client.PostAsync(path, RelayBed.Body(sent));
        Assert.Equal(reply, await response.Content.ReadAsStringAsync());
        Assert.Equal((path, sent), (bed.Upstream.Requests.Single().Path, bed.Upstream.Requests.Single().Body));
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal((input, output), (record.InputTokens, record.OutputTokens));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Models_ListsWhatTheTokenCanUse()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        using var client = bed.CreateClient((await bed.CreateTokenAsync(models: ["gpt-4o", "unpriced-model"])).Key);
        using var list = JsonDocument.Parse(await client.GetStringAsync("/v1/models"));
        Assert.Equal(["gpt-4o"], list.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models/gpt-4o")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/v1/models/gpt-4o-mini")).StatusCode);
    }

    [Fact]
    public async Task Billing_OldRoutes_ShowTheBalance()
    {
        await using var bed = await RelayBed.StartAsync(credit: 5, upstreams: Replies.Chat());
        using var used = await bed.ChatAsync();
        using var subscription = JsonDocument.Parse(await bed.Client.GetStringAsync("/v1/dashboard/billing/subscription"));
        using var usage = JsonDocument.Parse(await bed.Client.GetStringAsync("/dashboard/billing/usage"));
        Assert.Equal(5m, subscription.RootElement.GetProperty("hard_limit_usd").GetDecimal());
        Assert.Equal(Credit.ToUsd(HelloCost) * 100, usage.RootElement.GetProperty("total_usage").GetDecimal());
    }
}
