using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Ernie;

/// <summary>Reads an answer, for a client of another dialect (vendors/baidu-ernie.md, 2.4).</summary>
internal static class ErnieAnswerReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        var reply = new ChatReply { Id = ChatFields.Text(root, "id") ?? "" };
        var parts = new List<ChatPart>();
        if (ChatFields.Text(root, "result") is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        if (CallOf(root, reply.Id) is { } call)
        {
            parts.Add(call);
        }

        reply.Answers.Add(new ChatAnswer(parts, FinishOf(root)));
        return reply;
    }

    /// <summary>The one tool call of an answer; it has no id, so one is made up.</summary>
    public static ToolCallPart? CallOf(JsonElement root, string reply) => ChatFields.Member(root, "function_call") is { ValueKind: JsonValueKind.Object } call
        ? new ToolCallPart($"call_{reply}", ChatFields.Text(call, "name") ?? "", ChatFields.Text(call, "arguments") ?? "{}")
        : null;

    public static ChatFinish FinishOf(JsonElement root)
    {
        var reason = ChatFields.Text(root, "finish_reason");
        return Is(root, "need_clear_history") || reason == "content_filter" ? ChatFinish.Filter
            : ChatFields.Member(root, "function_call") is not null || reason == "function_call" ? ChatFinish.ToolCalls
            : Is(root, "is_truncated") || reason == "length" ? ChatFinish.Length
            : ChatFinish.Stop;
    }

    private static bool Is(JsonElement root, string name) => ChatFields.Member(root, name) is { ValueKind: JsonValueKind.True };
}
