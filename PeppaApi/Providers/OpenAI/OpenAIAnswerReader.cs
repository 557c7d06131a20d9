using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads a chat completion whole, for a client of another dialect (vendors/openai.md, 2.3; deepseek-moonshot-etc.md, 3).</summary>
internal static class OpenAIAnswerReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        var reply = new ChatReply { Id = ChatFields.Text(root, "id") ?? "" };
        if (ChatFields.Member(root, "choices") is { ValueKind: JsonValueKind.Array } choices)
        {
            reply.Answers.AddRange(choices.EnumerateArray().Select(ReadChoice));
        }

        return reply;
    }

    /// <summary>Vendors have words of their own for why an answer ended; <see langword="null"/> where it has not.</summary>
    public static ChatFinish? FinishOf(string? reason) => reason switch
    {
        null or "" or "null" => null,
        "length" or "max_tokens" or "model_length" or "model_context_window_exceeded" => ChatFinish.Length,
        "tool_calls" or "function_call" => ChatFinish.ToolCalls,
        "content_filter" or "sensitive" => ChatFinish.Filter,
        _ => ChatFinish.Stop,
    };

    private static ChatAnswer ReadChoice(JsonElement choice)
    {
        var parts = new List<ChatPart>();
        if (ChatFields.Member(choice, "message") is { } message)
        {
            if ((ChatFields.Text(message, "reasoning_content") ?? ChatFields.Text(message, "reasoning")) is { Length: > 0 } thought)
            {
                parts.Add(new ThinkingPart(thought, null));
            }

            ReadContent(message, parts);
            if (ChatFields.Member(message, "tool_calls") is { ValueKind: JsonValueKind.Array } calls)
            {
                parts.AddRange(calls.EnumerateArray().Select(ReadCall));
            }
        }

        var finish = FinishOf(ChatFields.Text(choice, "finish_reason")) ?? ChatFinish.Stop;
        // Some vendors say "stop" though they ask for a tool.
        return new ChatAnswer(parts, finish == ChatFinish.Stop && parts.Exists(part => part is ToolCallPart) ? ChatFinish.ToolCalls : finish);
    }

    private static void ReadContent(JsonElement message, List<ChatPart> parts)
    {
        foreach (var name in (string[])["content", "refusal"])
        {
            if (ChatFields.Text(message, name) is { Length: > 0 } text)
            {
                parts.Add(new TextPart(text));
            }
        }

        if (ChatFields.Member(message, "content") is { ValueKind: JsonValueKind.Array } pieces)
        {
            // Mistral's thinking models answer in pieces.
            parts.AddRange(pieces.EnumerateArray().Select(piece => ChatFields.Text(piece, "text")).OfType<string>().Select(text => new TextPart(text)));
        }
    }

    private static ToolCallPart ReadCall(JsonElement call)
    {
        var function = ChatFields.Member(call, "function") ?? call;
        return new ToolCallPart(ChatFields.Text(call, "id") ?? "", ChatFields.Text(function, "name") ?? "", ArgumentsOf(function) ?? "");
    }

    /// <summary>Arguments are JSON as text, but some vendors give the JSON itself.</summary>
    public static string? ArgumentsOf(JsonElement function) => ChatFields.Member(function, "arguments") is not { } arguments ? null
        : arguments.ValueKind == JsonValueKind.String ? arguments.GetString()
        : arguments.GetRawText();
}
