using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Tests.Providers.Anthropic;

/// <summary>Calls that an upstream of another dialect writes one after the other, side by side, or with text in between.</summary>
public sealed class AnthropicDeltaWriterTests
{
    [Theory]
    [InlineData("c0 a0 a0 c1 a1 a1")]
    [InlineData("c0 c1 a0 a1 a0 a1")]
    [InlineData("c0 c1 a1 a0 a1 a0")]
    [InlineData("t c0 t a0 a0 c1 a1 a1")]
    [InlineData("c0 t c1 a1 a1 a0 a0")]
    public void Calls_InWhateverOrderTheyCome_HaveTheirOwnArguments(string order)
    {
        var client = new ArrayBufferWriter<byte>();
        var writer = Writer();
        var halves = new int[2];
        foreach (var step in order.Split(' '))
        {
            var tool = step.Length > 1 ? step[1] - '0' : 0;
            writer.Write(client, step[0] switch
            {
                't' => new ChatDelta(ChatDeltaKind.Text, "some"),
                'c' => new ChatDelta(ChatDeltaKind.ToolCall, Id: $"call_{tool}", Name: $"tool_{tool}", Tool: tool),
                _ => new ChatDelta(ChatDeltaKind.ToolArguments, halves[tool]++ == 0 ? $"{{\"of\":" : $"{tool}}}", Tool: tool),
            });
        }

        writer.End(client, default);
        Assert.Equal(["call_0 tool_0 {\"of\":0}", "call_1 tool_1 {\"of\":1}"], Calls(client).Order());
    }

    [Fact]
    public void Call_WithoutArguments_IsThere()
    {
        var client = new ArrayBufferWriter<byte>();
        var writer = Writer();
        writer.Write(client, new ChatDelta(ChatDeltaKind.ToolCall, Id: "call_0", Name: "tool_0"));
        writer.End(client, default);
        Assert.Equal(["call_0 tool_0 "], Calls(client));
    }

    private static ChatStreamWriter Writer() => Doors.Anthropic.CreateStreamWriter(
        new ChatStreamStart("request1", new RequestFacts { Operation = Operation.Chat, Model = "asked-for", Stream = true }, 7, DateTimeOffset.UnixEpoch));

    /// <summary>What a client makes of the blocks: each begins, goes on and ends before the next begins.</summary>
    private static List<string> Calls(ArrayBufferWriter<byte> client)
    {
        var calls = new List<string>();
        var open = -1;
        foreach (var data in Encoding.UTF8.GetString(client.WrittenSpan).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!))
        {
            switch ((string)data["type"]!)
            {
                case "content_block_start":
                    Assert.Equal(-1, open);
                    open = (int)data["index"]!;
                    if ((string)data["content_block"]!["type"]! == "tool_use")
                    {
                        calls.Add($"{data["content_block"]!["id"]} {data["content_block"]!["name"]} ");
                    }

                    break;
                case "content_block_delta":
                    Assert.Equal(open, (int)data["index"]!);
                    if ((string)data["delta"]!["type"]! == "input_json_delta")
                    {
                        calls[^1] += (string)data["delta"]!["partial_json"]!;
                    }

                    break;
                case "content_block_stop":
                    Assert.Equal(open, (int)data["index"]!);
                    open = -1;
                    break;
            }
        }

        Assert.Equal(-1, open);
        return calls;
    }
}
