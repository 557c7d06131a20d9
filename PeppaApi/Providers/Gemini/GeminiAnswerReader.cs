using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads a response whole, for a client of another dialect (vendors/gemini.md, 3).</summary>
internal static class GeminiAnswerReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        var reply = new ChatReply { Id = ChatFields.Text(root, "responseId") ?? "" };
        if (ChatFields.Member(root, "candidates") is { ValueKind: JsonValueKind.Array } candidates)
        {
            reply.Answers.AddRange(candidates.EnumerateArray().Select(candidate => ReadCandidate(candidate, reply.Id)));
        }

        if (reply.Answers.Count == 0)
        {
            reply.Answers.Add(new ChatAnswer([], IsBlocked(root) ? ChatFinish.Filter : ChatFinish.Stop));
        }

        return reply;
    }

    /// <summary>The vendor blocked the prompt: there is no answer.</summary>
    public static bool IsBlocked(JsonElement root) =>
        ChatFields.Member(root, "promptFeedback") is { } feedback && ChatFields.Text(feedback, "blockReason") is not null;

    /// <summary>Why an answer ended, or <see langword="null"/> where it has not. That tools are asked for has no word of its own.</summary>
    public static ChatFinish? FinishOf(string? reason, bool hasCalls) => reason switch
    {
        null or "" or "FINISH_REASON_UNSPECIFIED" => null,
        "MAX_TOKENS" => ChatFinish.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "LANGUAGE" => ChatFinish.Filter,
        "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => ChatFinish.Filter,
        _ => hasCalls ? ChatFinish.ToolCalls : ChatFinish.Stop,
    };

    /// <summary>The parts of a candidate; what no other dialect has a place for is text.</summary>
    /// <param name="calls">How many tool calls the answer had before.</param>
    public static List<ChatPart> ReadParts(JsonElement candidate, string reply, int calls)
    {
        var parts = new List<ChatPart>();
        if (ChatFields.Member(candidate, "content") is { } content && ChatFields.Member(content, "parts") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var part in list.EnumerateArray())
            {
                if (ReadPart(part, reply, calls) is { } read)
                {
                    calls += read is ToolCallPart ? 1 : 0;
                    parts.Add(read);
                }
            }
        }

        return parts;
    }

    private static ChatAnswer ReadCandidate(JsonElement candidate, string reply)
    {
        var parts = ReadParts(candidate, reply, 0);
        return new ChatAnswer(parts, FinishOf(ChatFields.Text(candidate, "finishReason"), parts.Exists(part => part is ToolCallPart)) ?? ChatFinish.Stop);
    }

    private static ChatPart? ReadPart(JsonElement part, string reply, int calls)
    {
        var signature = ChatFields.Text(part, "thoughtSignature");
        if (ChatFields.Member(part, "functionCall") is { } call)
        {
            return new ToolCallPart(
                ToolCallIds.Create(reply, calls, signature),
                ChatFields.Text(call, "name") ?? "",
                ChatFields.Member(call, "args") is { } args ? ChatJson.Compact(args) : "{}",
                signature);
        }

        if (ChatFields.Text(part, "text") is { } text)
        {
            return text.Length == 0 ? null
                : ChatFields.Member(part, "thought") is { ValueKind: JsonValueKind.True } ? new ThinkingPart(text, null)
                : new TextPart(text);
        }

        return ReadOther(part) is { } other ? new TextPart(other) : null;
    }

    private static string? ReadOther(JsonElement part) =>
        ChatFields.Member(part, "inlineData") is { } data && ChatFields.Text(data, "data") is { } bytes
            ? $"![image]({DataUrl.Write(ChatFields.Text(data, "mimeType"), bytes)})"
        : ChatFields.Member(part, "executableCode") is { } code
            ? $"\n```{ChatFields.Text(code, "language")?.ToLowerInvariant()}\n{ChatFields.Text(code, "code")}\n```\n"
        : ChatFields.Member(part, "codeExecutionResult") is { } result
            ? $"\n```\n{ChatFields.Text(result, "output")}\n```\n"
        : null;
}
