using System.Globalization;
using System.Text;

namespace PeppaApi.Benchmarks.Roles;

internal static class AnthropicReplies
{
    public static readonly SampleReplies All = new(
        Encoding.UTF8.GetBytes(Message($$"""[{"type":"text","text":"{{SampleReplies.Text}}"}]""", "\"end_turn\"", SampleReplies.CompletionTokens)),
        [.. Events()]);

    private static IEnumerable<byte[]> Events() =>
    [
        Event("message_start", $$"""{"type":"message_start","message":{{Message("[]", "null", 1)}}}"""),
        Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        Event("ping", """{"type":"ping"}"""),
        .. SampleReplies.Words.Select(word => Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{word}}}"}}""")),
        Event("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{{{Usage(SampleReplies.ContentEvents)}}}}"""),
        Event("message_stop", """{"type":"message_stop"}"""),
    ];

    private static string Message(string content, string stopReason, int output) =>
        $$"""{"id":"msg_bench01","type":"message","role":"assistant","model":"claude-3-5-haiku-20241022","content":{{content}},"stop_reason":{{stopReason}},"stop_sequence":null,"usage":{{Usage(output)}}}""";

    private static string Usage(int output) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"input_tokens":{{SampleReplies.InputTokens}},"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":{{output}}}""");

    private static byte[] Event(string type, string data) => Encoding.UTF8.GetBytes($"event: {type}\ndata: {data}\n\n");
}
