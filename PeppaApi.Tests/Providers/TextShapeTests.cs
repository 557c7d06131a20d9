using System.Text;
using CsCheck;
using PeppaApi.Providers;
using PeppaApi.Providers.Anthropic;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Tests.Providers;

/// <summary>An event that resembles the one before is read as it would be read alone.</summary>
public sealed class TextShapeTests
{
    private static readonly string[] Texts =
        ["a", " word", "", "\\\"", "quo\"te", "back\\nslash", "\n", "\u0001", "ünïcode", "{}", "\":\"", "a\",\"b\":\"c", "\\u00e9", "你好", "}]}", "null", " "];

    private static readonly string[] OpenAIFrames =
    [
        """data: {"id":"1","choices":[{"index":0,"delta":{"content":"%"},"finish_reason":null}]}""",
        """data: {"id":"1","choices":[{"index":0,"delta":{"content":"%"},"finish_reason":null}],"usage":null}""",
        """data: {"id":"1","usage":null,"choices":[{"index":0,"delta":{"content":"%"}}],"usage":null}""",
        """data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"%"}}]}""",
        """data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":"%"}}]}""",
        """data: {"id":"1","choices":[{"index":0,"delta":{"content":"%","reasoning_content":"%"}}]}""",
        """data: {"id":"1","choices":[{"index":0,"delta":{"content":"%","tool_calls":[{"index":0,"function":{"name":"look","arguments":"%"}}]}}]}""",
        """data: {"id":"1","choices":[{"index":1,"delta":{"content":"%"}}]}""",
        """data: {"id":"1","choices":[{"index":0,"delta":{"content":"%"},"finish_reason":"stop"}]}""",
        """data: {"id":"1","choices":[{"index":0,"delta":{"content":"%"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}""",
        """data: {"id":"1","choices":[{"index":0,"text":"%","finish_reason":null}]}""",
        """data: {"error":{"message":"%"}}""",
        "data: %",
        ": %",
        "data: [DONE]",
    ];

    private static readonly string[] AnthropicFrames =
    [
        """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%"}}""",
        """data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"%"}}""",
        """data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"%"}}""",
        """data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"%"}}""",
        """data: {"type":"content_block_delta","index":0,"delta":{"text":"%"},"usage":{"output_tokens":7}}""",
        """data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":"%"}}""",
        """data: {"type":"content_block_stop","index":2}""",
        """data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}""",
        """data: {"type":"ping"}""",
    ];

    [Fact]
    public void OpenAIEvents_InAnyOrder_AreReadAsEachAlone() => Check(OpenAIFrames, output => new OpenAIStreamReader(output));

    [Fact]
    public void AnthropicEvents_InAnyOrder_AreReadAsEachAlone() => Check(AnthropicFrames, output => new AnthropicStreamReader(output));

    private static void Check(string[] frames, Func<OutputText, StreamMeter> create)
    {
        // Few frames at a time, so that the same one often comes again.
        var events = Gen.Int[0, frames.Length - 1].Select(i => frames[i]).Array[1, 2].SelectMany(few => Gen.Select(
            Gen.Int[0, few.Length - 1], Gen.Int[0, Texts.Length - 1],
            (frame, text) => Encoding.UTF8.GetBytes(few[frame].Replace("%", Texts[text], StringComparison.Ordinal) + "\n\n")).Array[1, 8]);
        Gen.Select(events, events, (first, second) => (byte[][])[.. first, .. second]).Sample(
            all =>
            {
                using var together = new OutputText(new TokenCounter(), "gpt-4o");
                var meter = create(together);
                var (written, finished) = (0L, false);
                foreach (var one in all)
                {
                    using var alone = new OutputText(new TokenCounter(), "gpt-4o");
                    var fresh = create(alone);
                    var expected = fresh.Read(one);
                    var before = meter.Usage;
                    Assert.Equal(expected, meter.Read(one));
                    written += alone.UpperBound;
                    Assert.Equal(written, together.UpperBound);
                    finished |= fresh.Finished;
                    Assert.Equal(finished, meter.Finished);
                    Assert.True(fresh.Usage is null ? meter.Usage == before || meter.Usage is null : meter.Usage is not null);
                }
            },
            iter: 5_000);
    }
}
