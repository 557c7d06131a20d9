using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Tests.Providers.OpenAI;

/// <summary>What was read into the internal form and written from it says the same as before.</summary>
public sealed class OpenAIChatTests
{
    private static readonly UpstreamTarget Target = new(ProviderCatalog.Find("openai")!, new Uri("https://api.example.test"), "gpt-4o");

    private const string Request =
        """
        {"model":"gpt-4o","max_tokens":64,"n":2,"stop":["END","."],"temperature":0.5,"top_p":0.9,"presence_penalty":1,"frequency_penalty":-1,"seed":7,"user":"u1",
         "messages":[{"role":"system","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},{"type":"image_url","image_url":{"url":"https://example.test/a.png"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]},
          {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"call_1","content":"one"},{"role":"tool","tool_call_id":"call_2","content":"two"},
          {"role":"user","content":"So?"}],
         "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true}}],
         "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,
         "response_format":{"type":"json_schema","json_schema":{"name":"r","description":"d","schema":{"type":"object"},"strict":true}}}
        """;

    [Fact]
    public void Request_ThroughTheInternalForm_SaysTheSame()
    {
        var written = OpenAIChatWriter.Write(OpenAIChatReader.Read(Encoding.UTF8.GetBytes(Request)), Target);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Request), JsonNode.Parse(written)), Encoding.UTF8.GetString(written));
    }

    [Theory]
    [InlineData("\"logit_bias\":{\"50256\":-100}", "logit_bias")]
    [InlineData("\"logprobs\":true", "logprobs")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities")]
    [InlineData("\"functions\":[{\"name\":\"f\"}]", "functions")]
    [InlineData("\"tools\":[{\"type\":\"custom\",\"custom\":{}}]", "tools[0].type")]
    [InlineData("\"tool_choice\":\"sometimes\"", "tool_choice")]
    [InlineData("\"response_format\":{\"type\":\"grammar\"}", "response_format.type")]
    [InlineData("\"of_our_own\":5", "of_our_own")]
    [InlineData("\"temperature\":3", "temperature")]
    [InlineData("\"messages\":[{\"role\":\"wizard\",\"content\":\"x\"}]", "messages[0].role")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"hologram\"}]}]", "messages[0].content[0].type")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,!!\"}}]}]", "messages[0].content[0].image_url")]
    public void Request_NotCarried_IsNamed(string member, string field) =>
        Assert.Equal(field, Assert.Throws<RequestException>(() => OpenAIChatReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"m",{{member}}}"""))).Param);

    [Theory]
    [InlineData("\"logprobs\":false,\"logit_bias\":{},\"n\":1,\"store\":true,\"metadata\":{\"a\":\"b\"},\"service_tier\":\"auto\",\"verbosity\":null")]
    public void Request_WhatSaysNothing_IsDropped(string members) =>
        Assert.Empty(OpenAIChatReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"m",{{members}}}""")).Messages);

    [Fact]
    public void Stream_ThroughTheInternalForm_SaysTheSame()
    {
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "gpt-4o", WantsUsage = true };
        var writer = new OpenAIDeltaWriter(new ChatStreamStart("r", facts, 0, DateTimeOffset.UnixEpoch));
        var reader = new OpenAIDeltaReader();
        var deltas = new List<ChatDelta>();
        string[] chunks =
        [
            """{"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}""",
            """{"id":"x","choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}""",
            """{"id":"x","choices":[{"index":0,"delta":{"content":"Hi"}}]}""",
            """{"id":"x","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}}]}""",
            """{"id":"x","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}""",
            """{"id":"x","choices":[{"index":0,"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":{"k":1}}}]},"finish_reason":"stop"}]}""",
        ];
        foreach (var chunk in chunks)
        {
            reader.Read(Encoding.UTF8.GetBytes(chunk), deltas);
        }

        Assert.Equal(
            [ChatDeltaKind.Start, ChatDeltaKind.Thinking, ChatDeltaKind.Text, ChatDeltaKind.ToolCall, ChatDeltaKind.ToolArguments, ChatDeltaKind.ToolCall, ChatDeltaKind.ToolArguments, ChatDeltaKind.Finish],
            deltas.Select(delta => delta.Kind));
        Assert.Equal((1, "g", ChatFinish.ToolCalls), (deltas[5].Tool, deltas[5].Name, deltas[7].Reason));
        var client = new ArrayBufferWriter<byte>();
        deltas.ForEach(delta => writer.Write(client, delta));
        writer.End(client, new UsageReport { UncachedInput = 5, CachedRead = 2, OutputText = 3, Reasoning = 1 });
        var text = Encoding.UTF8.GetString(client.WrittenSpan);
        Assert.Contains("""{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}""", text, StringComparison.Ordinal);
        Assert.Contains("\"prompt_tokens\":7,\"completion_tokens\":4,\"total_tokens\":11", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var meter = new OpenAIStreamReader(output);
        foreach (var one in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            meter.Read(Encoding.UTF8.GetBytes(one + "\n\n"));
        }

        Assert.Equal(new UsageReport { UncachedInput = 5, CachedRead = 2, OutputText = 3, Reasoning = 1 }, meter.Usage);
    }
}
