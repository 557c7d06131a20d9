using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>Reads the items of <c>input</c>. What one turn said and called is one message, and so are the results of its calls.</summary>
internal static class ResponsesInputReader
{
    public static void Read(JsonElement input, List<ChatMessage> conversation)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            conversation.Add(new ChatMessage(ChatRole.User, [new TextPart(input.GetString()!)]));
            return;
        }

        var toolNames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (item, path) in ChatFields.Items(input, "input"))
        {
            switch (ChatFields.Text(ChatFields.Object(item, path), "type") ?? "message")
            {
                case "message":
                    conversation.Add(new ChatMessage(RoleOf(ChatFields.Text(item, "role", path), path), ReadContent(item, "content", path)));
                    break;
                case "function_call":
                    Add(conversation, ChatRole.Assistant, ReadCall(item, path, toolNames));
                    break;
                case "function_call_output":
                    Add(conversation, ChatRole.User, ReadResult(item, path, toolNames));
                    break;
                case "reasoning":
                    // Its seal is OpenAI's own: thoughts of earlier turns are left out.
                    break;
                default:
                    throw RequestException.NotCarried($"{path}.type");
            }
        }
    }

    private static void Add(List<ChatMessage> conversation, ChatRole role, ChatPart part)
    {
        var goesOn = conversation.Count > 0 && conversation[^1].Role == role && (role == ChatRole.Assistant || conversation[^1].Parts.TrueForAll(one => one is ToolResultPart));
        if (!goesOn)
        {
            conversation.Add(new ChatMessage(role, []));
        }

        conversation[^1].Parts.Add(part);
    }

    private static ChatRole RoleOf(string role, string path) => role switch
    {
        "system" or "developer" => ChatRole.System,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        _ => throw RequestException.NotCarried($"{path}.role"),
    };

    private static ToolCallPart ReadCall(JsonElement call, string path, Dictionary<string, string> toolNames)
    {
        var (id, name) = (ChatFields.Text(call, "call_id", path), ChatFields.Text(call, "name", path));
        toolNames[id] = name;
        return new ToolCallPart(id, name, ChatFields.Text(call, "arguments") ?? "");
    }

    private static ToolResultPart ReadResult(JsonElement result, string path, Dictionary<string, string> toolNames)
    {
        var id = ChatFields.Text(result, "call_id", path);
        return new ToolResultPart(id, toolNames.GetValueOrDefault(id), ReadContent(result, "output", path));
    }

    private static List<ChatPart> ReadContent(JsonElement item, string member, string path)
    {
        if (ChatFields.Member(item, member) is not { } content)
        {
            return [];
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString() is { Length: > 0 } text ? [new TextPart(text)] : [];
        }

        return [.. ChatFields.Items(content, $"{path}.{member}").Select(part => ReadPart(ChatFields.Object(part.Item, part.Path), part.Path))];
    }

    private static ChatPart ReadPart(JsonElement part, string path) => ChatFields.Text(part, "type", path) switch
    {
        "input_text" or "output_text" or "text" => new TextPart(ChatFields.Text(part, "text", path)),
        "refusal" => new TextPart(ChatFields.Text(part, "refusal", path)),
        "input_image" when ChatFields.Member(part, "image_url") is not null => OpenAIMessageReader.ReadImage(part, path) with { Detail = ChatFields.Text(part, "detail") },
        "input_image" => throw RequestException.NotCarried($"{path}.file_id"),
        "input_file" when ChatFields.Member(part, "file_url") is not null => throw RequestException.NotCarried($"{path}.file_url"),
        "input_file" => OpenAIMessageReader.ReadFile(part, path),
        _ => throw RequestException.NotCarried($"{path}.type"),
    };
}
