using System.Text;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Load;

/// <summary>Tells a good reply from a bad one. A fast relay that loses an event must not win.</summary>
internal static class ReplyCheck
{
    /// <returns>What is wrong with the reply, or null.</returns>
    public static string? FindFault(ReplyParser reply, bool stream)
    {
        if (reply.Status != StatusCodes.Status200OK)
        {
            return $"status {reply.Status}: {Encoding.UTF8.GetString(reply.Body[..Math.Min(reply.Body.Length, 300)])}";
        }

        return stream ? FindStreamFault(reply.Body) : FindCompletionFault(reply.Body);
    }

    private static string? FindCompletionFault(ReadOnlySpan<byte> body) =>
        body.EndsWith("}"u8) && body.IndexOf("\"finish_reason\":\"stop\""u8) > 0 ? null : "reply without its end";

    private static string? FindStreamFault(ReadOnlySpan<byte> body)
    {
        if (!body.EndsWith("data: [DONE]\n\n"u8))
        {
            return "stream without [DONE]";
        }

        var events = body.Count("\"delta\":{\"content\":"u8);
        return events == SampleReplies.ContentEvents ? null : $"stream with {events} content events";
    }
}
