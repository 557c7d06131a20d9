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
    public static readonly SampleReplies WithUsage = new(Completion, [.. OpeningEvents(), UsageEvent(SampleReplies.ContentEvents), Event("[DONE]")]);

    /// <summary>What stands around the content events of a stream that has its own: see <see cref="PacedReplies"/>.</summary>
    public static readonly (byte[] Opening, byte[][] Closing) Paced = (
        Choice("""{"role":"assistant","content":""}""", "null"),
        [Choice("{}", "\"stop\""), UsageEvent(PacedReplies.ContentEvents), Event("[DONE]")]);

    /// <summary>What <c>/v1/audio/transcriptions</c> answers.</summary>
    public static readonly byte[] Transcript = Encoding.UTF8.GetBytes($$$"""{"text":"{{{SampleReplies.Text}}}","usage":{"type":"duration","seconds":625}}""");

    public static byte[] Content(string word) => Choice($$"""{"content":"{{word}}"}""", "null");

    private static IEnumerable<byte[]> OpeningEvents() =>
    [
        Choice("""{"role":"assistant","content":""}""", "null"),
        .. SampleReplies.Words.Select(Content),
        Choice("{}", "\"stop\""),
    ];

    private static byte[] Choice(string delta, string finish) =>
        Event($$$"""{{{StreamHead}}}[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""");

    private static byte[] UsageEvent(int output) => Event($$"""{{StreamHead}}[],"usage":{{Usage(output)}}}""");

    private static string Usage(int output) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"prompt_tokens":{{SampleReplies.InputTokens}},"completion_tokens":{{output}},"total_tokens":{{SampleReplies.InputTokens + output}}}""");

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
