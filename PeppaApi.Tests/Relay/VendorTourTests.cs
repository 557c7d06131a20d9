using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>The models of the service page, streamed and not, through the real relay to a double that checks what the vendor checks: reply, usage, charge.</summary>
public sealed class VendorTourTests : IAsyncLifetime
{
    private const string Key = "the-key-of-the-vendor";
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    public static TheoryData<string, string, string, string, int, int> Models() => new()
    {
        { "claude-2", "anthropic-complete", Key, "Hi there", -1, -1 },
        { "claude-instant-1", "anthropic-complete", Key, "Hi there", -1, -1 },
        { "SparkDesk", "spark-http", Key, "Hi!", 2, 2 },
        { "360GPT_S2_V9", "zhinao", Key, "ok", 6, 1 },
        { "glm-4", "zhipu", "some.key", "Hi!", 7, 3 },
    };

    /// <param name="input">As the vendor reports it; below 0 it reports nothing and the relay counts.</param>
    [Theory]
    [MemberData(nameof(Models))]
    public async Task Model_WholeAndStreamed_IsAnsweredMeteredAndCharged(string model, string provider, string key, string text, int input, int output)
    {
        await _bed.AddProviderAsync(provider, Double(provider, key), model, key: key);
        using var whole = await _bed.ChatAsync(model: model);
        var reply = JsonNode.Parse(await whole.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal(text, (string)reply["choices"]![0]!["message"]!["content"]!);
        Assert.Equal("stop", (string)reply["choices"]![0]!["finish_reason"]!);
        using var stream = await _bed.ChatAsync(",\"stream\":true,\"stream_options\":{\"include_usage\":true}", model: model);
        var chunks = (await stream.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => one["data:".Length..].Trim()).ToList();
        Assert.Equal("[DONE]", chunks[^1]);
        var parsed = chunks[..^1].ConvertAll(chunk => JsonNode.Parse(chunk)!);
        Assert.Equal(text, string.Concat(parsed.Select(chunk => (string?)chunk["choices"]!.AsArray().FirstOrDefault()?["delta"]?["content"])));
        Assert.Single(parsed, chunk => (string?)chunk["choices"]!.AsArray().FirstOrDefault()?["finish_reason"] == "stop");
        await AssertChargedAsync(input, output, reply["usage"]!, parsed[^1]["usage"]!);
    }

    [Fact]
    public async Task Claude2_PromptOfAHundredThousandTokens_PassesAndIsCounted()
    {
        await _bed.AddProviderAsync("anthropic-complete", Double("anthropic-complete", Key), "claude-2", key: Key);
        using var response = await _bed.ChatAsync(content: string.Concat(Enumerable.Repeat("word ", 100_000)), model: "claude-2");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.InRange(Assert.Single(await _bed.RecordsAsync()).InputTokens, 90_000, 130_000);
    }

    [Theory]
    [InlineData("claude-2", "anthropic-complete")]
    [InlineData("SparkDesk", "spark-http")]
    [InlineData("360GPT_S2_V9", "zhinao")]
    public async Task Model_WrongKey_IsRefusedAndFree(string model, string provider)
    {
        await _bed.AddProviderAsync(provider, Double(provider, "the-key-of-another"), model, key: Key);
        using var response = await _bed.ChatAsync(model: model);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("upstream_key_rejected", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(await _bed.RecordsAsync()).Charged);
    }

    private static RequestDelegate Double(string provider, string key) => provider switch
    {
        "anthropic-complete" => VendorDoubles.Completion(key),
        "spark-http" => VendorDoubles.Compatible(key, "Spark", "http.reply.json", "http.sse"),
        "zhinao" => VendorDoubles.Compatible(key, "OpenAI", "zhinao.reply.json", "zhinao.sse"),
        "zhipu" => VendorDoubles.Compatible(key, "OpenAI", "zhipu.reply.json", "zhipu.sse"),
        _ => throw new ArgumentOutOfRangeException(nameof(provider)),
    };

    /// <summary>What the records say is what the client was told and what was charged: $3 in and $15 out per million.</summary>
    private async Task AssertChargedAsync(int input, int output, params JsonNode[] told)
    {
        var records = await _bed.RecordsAsync();
        Assert.Equal(told.Length, records.Count);
        foreach (var (record, usage) in records.Zip(told))
        {
            Assert.Equal((input < 0 ? UsageBasis.Counted : UsageBasis.Reported, UsageStatus.Succeeded), (record.Basis, record.Status));
            Assert.True(input < 0 ? record is { InputTokens: > 0, OutputTokens: > 0 } : (record.InputTokens, record.OutputTokens) == (input, output));
            Assert.Equal((record.InputTokens, record.OutputTokens), ((long)usage["prompt_tokens"]!, (long)usage["completion_tokens"]!));
            Assert.Equal((record.InputTokens * 3_000) + (record.OutputTokens * 15_000), record.Charged);
        }
    }
}
