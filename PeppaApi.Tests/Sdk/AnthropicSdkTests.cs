using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>Anthropic's .NET SDK as an unmodified client, through upstreams of every dialect.</summary>
public sealed class AnthropicSdkTests
{
    private const string Hello = """[{"role":"user","content":"Say hello"}]""";
    private const string Tools = """[{"name":"get_weather","description":"Weather by city","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]""";
    private const string Question = """{"role":"user","content":"Weather in Oslo and Rome?"}""";

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("azure")]
    [InlineData("gemini")]
    public async Task Tour_EveryFeature_IsReadAndCharged(string provider)
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddProviderAsync(provider, DialectDouble.Of(provider), DialectDouble.Model);
        var client = new AnthropicClient { BaseUrl = bed.Address, ApiKey = bed.Key, MaxRetries = 0 };

        var whole = await CreateAsync(client, Hello);
        Assert.Equal((DialectDouble.Greeting, StopReason.EndTurn, 3L), (TextOf(whole), whole.StopReason!.Value(), whole.Usage.OutputTokens));
        Assert.Equal(DialectDouble.Greeting, await StreamAsync(client, Hello));
        await AssertToolsAsync(client);
        Assert.Equal(DialectDouble.Picture, TextOf(await CreateAsync(
            client, $$"""[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{DialectDouble.Dot}}"} }]}]""")));
        Assert.Equal(DialectDouble.Json, TextOf(await CreateAsync(
            client, Hello, ("output_config", """{"format":{"type":"json_schema","schema":{"type":"object"}}}"""))));
        var refused = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => CreateAsync(client, """[{"role":"user","content":"please fail"}]"""));
        Assert.Contains("That is too much.", refused.Message, StringComparison.Ordinal);
        var count = await client.Messages.CountTokens(MessageCountTokensParams.FromRawUnchecked(
            new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(), Body(Hello)));
        Assert.InRange(count.InputTokens, 5, 20);
        Assert.Equal([DialectDouble.Model], (await client.Models.List()).Items.Select(model => model.ID));

        Assert.Equal(6, (await bed.RecordsAsync()).Count(record => record.Charged > 0));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Key_Wrong_IsTheSdksOwnException()
    {
        await using var bed = await RelayBed.StartAsync();
        var client = new AnthropicClient { BaseUrl = bed.Address, ApiKey = "sk-nonsense", MaxRetries = 0 };
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => CreateAsync(client, Hello));
    }

    private static async Task AssertToolsAsync(AnthropicClient client)
    {
        var asked = await CreateAsync(client, $"[{Question}]", ("tools", Tools));
        Assert.Equal(StopReason.ToolUse, asked.StopReason!.Value());
        var calls = asked.Content.Select(block => block.TryPickToolUse(out var call) ? call : null).OfType<ToolUseBlock>().ToList();
        Assert.Equal(["Oslo", "Rome"], calls.Select(call => call.Input["city"].GetString()));
        var blocks = JsonSerializer.Serialize(calls.Select(call => new { type = "tool_use", id = call.ID, name = call.Name, input = call.Input }));
        var results = JsonSerializer.Serialize(calls.Select(call => new { type = "tool_result", tool_use_id = call.ID, content = "warm" }));
        var second = $$"""[{{Question}},{"role":"assistant","content":{{blocks}}},{"role":"user","content":{{results}}}]""";
        Assert.Equal(DialectDouble.Weather, TextOf(await CreateAsync(client, second, ("tools", Tools))));
    }

    private static Task<Message> CreateAsync(AnthropicClient client, string messages, params (string Name, string Json)[] more) =>
        client.Messages.Create(Params(messages, more));

    private static async Task<string> StreamAsync(AnthropicClient client, string messages)
    {
        var text = new StringBuilder();
        var ended = false;
        await foreach (var one in client.Messages.CreateStreaming(Params(messages)))
        {
            text.Append(one.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece) ? piece.Text : "");
            ended |= one.TryPickStop(out _);
        }

        Assert.True(ended);
        return text.ToString();
    }

    private static MessageCreateParams Params(string messages, params (string Name, string Json)[] more)
    {
        var body = Body(messages);
        body["max_tokens"] = JsonSerializer.SerializeToElement(64);
        foreach (var (name, json) in more)
        {
            body[name] = JsonDocument.Parse(json).RootElement;
        }

        return MessageCreateParams.FromRawUnchecked(new Dictionary<string, JsonElement>(), new Dictionary<string, JsonElement>(), body);
    }

    private static Dictionary<string, JsonElement> Body(string messages) => new()
    {
        ["model"] = JsonSerializer.SerializeToElement(DialectDouble.Model),
        ["messages"] = JsonDocument.Parse(messages).RootElement,
    };

    private static string TextOf(Message message) =>
        string.Concat(message.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));
}
