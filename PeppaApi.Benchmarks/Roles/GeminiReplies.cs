using System.Globalization;
using System.Text;

namespace PeppaApi.Benchmarks.Roles;

internal static class GeminiReplies
{
    /// <summary>Every chunk has content, and the usage so far; the last one says that it is the last.</summary>
    public static readonly SampleReplies All = new(
        Encoding.UTF8.GetBytes(Answer(SampleReplies.Text, last: true, SampleReplies.CompletionTokens)),
        [.. SampleReplies.Words.Select((word, i) => Event(Answer(word, i == SampleReplies.ContentEvents - 1, i + 1)))]);

    private static string Answer(string text, bool last, int output) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"candidates":[{"content":{"parts":[{"text":"{{{text}}}"}],"role":"model"}{{{(last ? ",\"finishReason\":\"STOP\"" : "")}}},"index":0}],"usageMetadata":{"promptTokenCount":{{{SampleReplies.InputTokens}}},"candidatesTokenCount":{{{output}}},"totalTokenCount":{{{SampleReplies.InputTokens + output}}}},"modelVersion":"gemini-2.0-flash","responseId":"bench01"}""");

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\r\n\r\n");
}
