namespace PeppaApi.Tests.Support;

/// <summary>What an upstream of the Responses API may say (vendors/openai.md, 15.5 and 15.7).</summary>
internal static class ResponsesReplies
{
    public const string Usage = """{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":12}""";

    private const string Output = """[{"id":"msg_fx1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi there","annotations":[],"logprobs":[]}]}]""";

    public static string Whole { get; } = Response("completed", Output, Usage);

    public static string[] Hello { get; } =
    [
        Event("response.created", 0, $"\"response\":{Response("in_progress", "[]", "null")}"),
        Event("response.in_progress", 1, $"\"response\":{Response("in_progress", "[]", "null")}"),
        Event("response.output_item.added", 2, """ "output_index":0,"item":{"id":"msg_fx1","type":"message","status":"in_progress","role":"assistant","content":[]} """),
        Event("response.content_part.added", 3, """ "item_id":"msg_fx1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]} """),
        Delta(4, "Hi"),
        Delta(5, " there"),
        Event("response.output_text.done", 6, """ "item_id":"msg_fx1","output_index":0,"content_index":0,"text":"Hi there","logprobs":[] """),
        Event("response.content_part.done", 7, """ "item_id":"msg_fx1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"Hi there","annotations":[],"logprobs":[]} """),
        Event("response.output_item.done", 8, """ "output_index":0,"item":{"id":"msg_fx1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi there","annotations":[],"logprobs":[]}]} """),
        Event("response.completed", 9, $"\"response\":{Whole}"),
    ];

    public static string Delta(int sequence, string text) =>
        Event("response.output_text.delta", sequence, $"\"item_id\":\"msg_fx1\",\"output_index\":0,\"content_index\":0,\"delta\":\"{text}\",\"logprobs\":[]");

    public static string Event(string type, int sequence, string rest) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":{sequence},{rest.Trim()}}}\n\n";

    public static string Response(string status, string output, string usage, string error = "null") =>
        $$$"""{"id":"resp_fx1","object":"response","created_at":1704164648,"status":"{{{status}}}","error":{{{error}}},"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"gpt-4.1-mini-2025-04-14","output":{{{output}}},"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":{{{usage}}},"user":null,"metadata":{}}""";
}
