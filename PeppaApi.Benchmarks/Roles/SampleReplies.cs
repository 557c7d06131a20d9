using System.Globalization;
using System.Text;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>The bytes that the sample upstream answers with, made once: a model that thinks in no time at all.</summary>
internal static class SampleReplies
{
    /// <summary>Content events in one stream, beside the role, finish, usage and end events.</summary>
    public const int ContentEvents = 50;

    private const string StreamHead =
        """{"id":"chatcmpl-bench01","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini","choices":""";

    /// <summary>One finished chat completion, about 400 bytes. Its token counts differ from the stream's, so that the two cost differently.</summary>
    public static readonly byte[] Completion = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-bench01","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"A relay adds a hold before the call and a charge after it, both durable, and hands every byte of the reply through."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":211,"completion_tokens":27,"total_tokens":238}}""");

    /// <summary>The events of one stream without usage, each ready to be written and flushed.</summary>
    public static readonly byte[][] Stream = [.. OpeningEvents(), DoneEvent()];

    /// <summary>The same with the usage event that <c>stream_options.include_usage</c> asks for.</summary>
    public static readonly byte[][] StreamWithUsage = [.. OpeningEvents(), UsageEvent(), DoneEvent()];

    private static IEnumerable<byte[]> OpeningEvents()
    {
        yield return Choice("""{"role":"assistant","content":""}""", "null");
        for (var i = 0; i < ContentEvents; i++)
        {
            yield return Choice($$$"""{"content":" word{{{i.ToString("00", CultureInfo.InvariantCulture)}}}"}""", "null");
        }

        yield return Choice("{}", "\"stop\"");
    }

    private static byte[] Choice(string delta, string finish) =>
        Event($$$"""{{{StreamHead}}}[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""");

    private static byte[] UsageEvent() =>
        Event($$$"""{{{StreamHead}}}[],"usage":{"prompt_tokens":211,"completion_tokens":50,"total_tokens":261}}""");

    private static byte[] DoneEvent() => Event("[DONE]");

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
