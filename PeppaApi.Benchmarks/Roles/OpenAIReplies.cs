using System.Globalization;
using System.Text;

namespace PeppaApi.Benchmarks.Roles;

internal static class OpenAIReplies
{
    private const string StreamHead =
        """{"id":"chatcmpl-bench01","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini","choices":""";

    /// <summary>A finished chat completion, about 400 bytes.</summary>
    private static readonly byte[] Completion = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$$"""{"id":"chatcmpl-bench01","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"{{{SampleReplies.Text}}}"},"logprobs":null,"finish_reason":"stop"}],"usage":{{{Usage(SampleReplies.CompletionTokens)}}}}"""));

    public static readonly SampleReplies WithoutUsage = new(Completion, [.. OpeningEvents(), Event("[DONE]")]);

    /// <summary>The same with the usage event that <c>stream_options.include_usage</c> asks for.</summary>
    public static readonly SampleReplies WithUsage = new(Completion, [.. OpeningEvents(), UsageEvent(), Event("[DONE]")]);

    private static IEnumerable<byte[]> OpeningEvents() =>
    [
        Choice("""{"role":"assistant","content":""}""", "null"),
        .. SampleReplies.Words.Select(word => Choice($$"""{"content":"{{word}}"}""", "null")),
        Choice("{}", "\"stop\""),
    ];

    private static byte[] Choice(string delta, string finish) =>
        Event($$$"""{{{StreamHead}}}[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""");

    private static byte[] UsageEvent() => Event($$"""{{StreamHead}}[],"usage":{{Usage(SampleReplies.ContentEvents)}}}""");

    private static string Usage(int output) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"prompt_tokens":{{SampleReplies.InputTokens}},"completion_tokens":{{output}},"total_tokens":{{SampleReplies.InputTokens + output}}}""");

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
