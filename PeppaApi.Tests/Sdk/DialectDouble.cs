using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>
/// A vendor of any dialect for the clients' tour. It answers by what it finds in the request, in its own dialect: who gets
/// "A red dot." has brought the picture through, whatever dialect it was sent in.
/// </summary>
internal static class DialectDouble
{
    public const string Model = "tour-model";
    public const string Weather = "4 C in Oslo, 20 C in Rome.";
    public const string Picture = "A red dot.";
    public const string Json = "{\"city\":\"Oslo\"}";
    public const string Greeting = "Hello!";

    // The smallest PNG: one red dot.
    public const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

    private static readonly (string Id, string City)[] Calls = [("call_a", "Oslo"), ("call_b", "Rome")];

    /// <param name="provider"><c>anthropic</c>, <c>gemini</c>, or one that speaks as OpenAI does.</param>
    public static RequestDelegate Of(string provider) => provider == "gemini" ? GeminiDouble.Script : context =>
    {
        var body = JsonNode.Parse((string)context.Items["body"]!)!;
        var text = body.ToJsonString();
        if (context.Request.Path.Value!.EndsWith("count_tokens", StringComparison.Ordinal))
        {
            return Replies.Json("""{"input_tokens":14}""")(context);
        }

        var isAnthropic = provider == "anthropic";
        if (text.Contains("please fail", StringComparison.Ordinal))
        {
            return Replies.Json(isAnthropic ? AnthropicReplies.Error("invalid_request_error", "That is too much.") : """{"error":{"message":"That is too much.","type":"invalid_request_error","param":null,"code":null}}""", 400)(context);
        }

        var stream = (bool?)body["stream"] == true;
        var reply = isAnthropic ? AnthropicAnswer(body, text) : OpenAIAnswer(body, text);
        RequestDelegate answer = (isAnthropic, stream) switch
        {
            (true, true) => Replies.Stream(reply is null ? AnthropicToolStream() : AnthropicStream(reply)),
            (true, false) => Replies.Json(reply is null ? AnthropicReplies.Whole(AnthropicCalls(), "tool_use") : AnthropicReplies.Whole($$"""[{"type":"text","text":{{Quote(reply)}}}]""")),
            (false, true) => Replies.Stream(reply is null ? OpenAIToolStream() : OpenAIStream(reply)),
            (false, false) => Replies.Json(reply is null ? OpenAIToolReply() : Replies.Whole(Quote(reply)[1..^1], Replies.Usage)),
        };
        return answer(context);
    };

    /// <returns>The text to answer, or <see langword="null"/> to ask for the tools.</returns>
    private static string? AnthropicAnswer(JsonNode body, string text) =>
        text.Contains("\"tool_result\"", StringComparison.Ordinal) ? AnthropicResults(body)
        : body["tools"] is not null ? null
        : text.Contains($$"""{"type":"base64","media_type":"image/png","data":"{{Dot.Replace("+", "\\u002B", StringComparison.Ordinal)}}"}""", StringComparison.Ordinal) ? Picture
        : text.Contains("JSON schema", StringComparison.Ordinal) || body["output_config"] is not null ? Json
        : Greeting;

    private static string AnthropicResults(JsonNode body)
    {
        var messages = body["messages"]!.AsArray();
        var asked = messages[^2]!["content"]!.AsArray().Select(block => (string?)block!["id"]).OfType<string>();
        var given = messages[^1]!["content"]!.AsArray().Select(block => (string?)block!["tool_use_id"]).OfType<string>();
        return asked.SequenceEqual(given) ? Weather : "The results do not match the calls.";
    }

    private static string? OpenAIAnswer(JsonNode body, string text) =>
        text.Contains("\"role\":\"tool\"", StringComparison.Ordinal) ? OpenAIResults(body)
        : body["tools"] is not null ? null
        : text.Contains($$"""{"url":"data:image/png;base64,{{Dot.Replace("+", "\\u002B", StringComparison.Ordinal)}}"}""", StringComparison.Ordinal) ? Picture
        : body["response_format"] is not null ? Json
        : Greeting;

    private static string OpenAIResults(JsonNode body)
    {
        var messages = body["messages"]!.AsArray();
        var asked = messages[^3]!["tool_calls"]!.AsArray().Select(call => (string)call!["id"]!);
        var given = messages.TakeLast(2).Select(message => (string?)message!["tool_call_id"]);
        return asked.SequenceEqual(given) ? Weather : "The results do not match the calls.";
    }

    private static string AnthropicCalls() =>
        "[" + string.Join(',', Calls.Select(call => $$"""{"type":"tool_use","id":"{{call.Id}}","name":"get_weather","input":{"city":"{{call.City}}"} }""")) + "]";

    private static string[] AnthropicStream(string text) =>
    [
        AnthropicReplies.Start, AnthropicReplies.TextStart(), .. text.Chunk(4).Select(piece => AnthropicReplies.Text(Quote(new string(piece))[1..^1])),
        AnthropicReplies.BlockStop(), AnthropicReplies.Delta(), AnthropicReplies.Stop,
    ];

    private static string[] AnthropicToolStream() =>
    [
        AnthropicReplies.Start,
        .. Calls.SelectMany((call, index) => (string[])
        [
            AnthropicReplies.Event("content_block_start", $$"""
                "index":{{index}},"content_block":{"type":"tool_use","id":"{{call.Id}}","name":"get_weather","input":{} }
                """.Trim()),
            AnthropicReplies.Event("content_block_delta", $$"""
                "index":{{index}},"delta":{"type":"input_json_delta","partial_json":"{\"city\":"}
                """.Trim()),
            AnthropicReplies.Event("content_block_delta", $$"""
                "index":{{index}},"delta":{"type":"input_json_delta","partial_json":"\"{{call.City}}\"}"}
                """.Trim()),
            AnthropicReplies.BlockStop(index),
        ]),
        AnthropicReplies.Delta("tool_use"),
        AnthropicReplies.Stop,
    ];

    private static string[] OpenAIStream(string text) =>
    [
        Replies.Chunk("""{"role":"assistant","content":""}"""),
        .. text.Chunk(4).Select(piece => Replies.Chunk($$"""{"content":{{Quote(new string(piece))}} }""")),
        Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done,
    ];

    private static string[] OpenAIToolStream() =>
    [
        Replies.Chunk("""{"role":"assistant","content":null}"""),
        .. Calls.SelectMany((call, index) => (string[])
        [
            Replies.Chunk($$"""{"tool_calls":[{"index":{{index}},"id":"{{call.Id}}","type":"function","function":{"name":"get_weather","arguments":""} }]}"""),
            Replies.Chunk($$"""{"tool_calls":[{"index":{{index}},"function":{"arguments":"{\"city\":\"{{call.City}}\"}"} }]}"""),
        ]),
        Replies.Chunk("{}", "\"tool_calls\""), Replies.UsageChunk(), Replies.Done,
    ];

    private static string OpenAIToolReply()
    {
        var calls = string.Join(',', Calls.Select(call => $$"""{"id":"{{call.Id}}","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"{{call.City}}\"}"} }"""));
        return $$"""{"id":"chatcmpl-fx","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{{calls}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{{Replies.Usage}} }""";
    }

    private static string Quote(string text) => JsonValue.Create(text)!.ToJsonString();
}
