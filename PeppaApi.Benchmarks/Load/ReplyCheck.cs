using System.Text;

namespace PeppaApi.Benchmarks.Load;

/// <summary>Tells a good reply from a bad one. A fast relay that loses an event must not win.</summary>
internal static class ReplyCheck
{
    /// <returns>What is wrong with the reply, or null.</returns>
    public static string? FindFault(ReplyParser reply, ChatRequest request)
    {
        if (reply.Status != StatusCodes.Status200OK)
        {
            return $"status {reply.Status}: {Encoding.UTF8.GetString(reply.Body[..Math.Min(reply.Body.Length, 300)])}";
        }

        return request.Stream ? FindStreamFault(reply.Body, request.Dialect) : FindCompletionFault(reply.Body, request.Dialect);
    }

    private static string? FindCompletionFault(ReadOnlySpan<byte> body, ClientDialect dialect) =>
        body.EndsWith("}"u8) && body.IndexOf(dialect.Finish) > 0 ? null : "reply without its end";

    private static string? FindStreamFault(ReadOnlySpan<byte> body, ClientDialect dialect)
    {
        if (!body.EndsWith(dialect.StreamEnd))
        {
            return "stream without its end";
        }

        var events = body.Count(dialect.ContentMark);
        return events == dialect.ContentEvents ? null : $"stream with {events} content events";
    }
}
