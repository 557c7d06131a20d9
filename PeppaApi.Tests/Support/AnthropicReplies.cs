using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>What an Anthropic-like upstream may say.</summary>
internal static class AnthropicReplies
{
    public const string Usage = """{"input_tokens":9,"cache_creation_input_tokens":6,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":2},"output_tokens":3}""";

    public static string Whole(string content = """[{"type":"text","text":"Paris."}]""", string stop = "end_turn") =>
        $$"""{"id":"msg_fx","type":"message","role":"assistant","model":"claude-x","content":{{content}},"stop_reason":"{{stop}}","stop_sequence":null,"usage":{{Usage}},"x_vendor":[1, 2] }""";

    public static string Event(string type, string members = "") =>
        $"event: {type}\ndata: {{\"type\":\"{type}\"{(members.Length == 0 ? "" : "," + members)}}}\n\n";

    public static string Start { get; } = Event("message_start", "\"message\":{\"id\":\"msg_fx\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":" + Usage.Replace("\"output_tokens\":3", "\"output_tokens\":1", StringComparison.Ordinal) + "}");

    public static string TextStart(int index = 0) => Event("content_block_start", $$"""
        "index":{{index}},"content_block":{"type":"text","text":""}
        """.Trim());

    public static string Text(string text, int index = 0) => Event("content_block_delta", $$"""
        "index":{{index}},"delta":{"type":"text_delta","text":"{{text}}"}
        """.Trim());

    public static string BlockStop(int index = 0) => Event("content_block_stop", $"\"index\":{index}");

    public static string Delta(string stop = "end_turn") =>
        Event("message_delta", "\"delta\":{\"stop_reason\":\"" + stop + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":3}");

    public static string Stop { get; } = Event("message_stop");

    /// <summary>A whole stream that says "Hello!".</summary>
    public static string[] Hello { get; } =
        [Start, TextStart(), Event("ping"), Text("Hello"), Text("!"), BlockStop(), Delta(), Stop];

    public static string Error(string type, string message) => $$"""{"type":"error","error":{"type":"{{type}}","message":"{{message}}"},"request_id":"req_1"}""";

    /// <summary>Streams or not, as the request asks.</summary>
    public static RequestDelegate Either() => context =>
        ((string)context.Items["body"]!).Contains("\"stream\":true", StringComparison.Ordinal) ? Replies.Stream(Hello)(context) : Replies.Json(Whole())(context);
}
