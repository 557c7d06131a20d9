using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads the messages of a chat request (vendors/openai.md, 2.2). Tool messages in a row become one user message of tool results.</summary>
internal static class OpenAIMessageReader
{
    public static void Read(JsonElement messages, List<ChatMessage> conversation)
    {
        var toolNames = new Dictionary<string, string>(StringComparer.Ordinal);
        var wasTool = false;
        foreach (var (message, path) in ChatFields.Items(messages, "messages"))
        {
            ChatFields.Object(message, path);
            var role = ChatFields.Text(message, "role", path);
            if (role == "tool")
            {
                if (!wasTool)
                {
                    conversation.Add(new ChatMessage(ChatRole.User, []));
                }

                conversation[^1].Parts.Add(ReadResult(message, path, toolNames));
            }
            else
            {
                conversation.Add(new ChatMessage(RoleOf(role, path), ReadParts(message, path, toolNames)));
            }

            wasTool = role == "tool";
        }
    }

    private static ChatRole RoleOf(string role, string path) => role switch
    {
        "system" or "developer" => ChatRole.System,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        _ => throw RequestException.NotCarried($"{path}.role"),
    };

    private static ToolResultPart ReadResult(JsonElement message, string path, Dictionary<string, string> toolNames)
    {
        var id = ChatFields.Text(message, "tool_call_id", path);
        return new ToolResultPart(id, toolNames.GetValueOrDefault(id), ReadContent(message, path));
    }

    private static List<ChatPart> ReadParts(JsonElement message, string path, Dictionary<string, string> toolNames)
    {
        var parts = ReadContent(message, path);
        if (ChatFields.Text(message, "refusal") is { Length: > 0 } refusal)
        {
            parts.Add(new TextPart(refusal));
        }

        if (ChatFields.Member(message, "function_call") is not null)
        {
            throw RequestException.NotCarried($"{path}.function_call");
        }

        if (ChatFields.Member(message, "tool_calls") is { } calls)
        {
            foreach (var (call, place) in ChatFields.Items(calls, $"{path}.tool_calls"))
            {
                parts.Add(ReadCall(call, place, toolNames));
            }
        }

        return parts;
    }

    private static ToolCallPart ReadCall(JsonElement call, string path, Dictionary<string, string> toolNames)
    {
        if (ChatFields.Member(ChatFields.Object(call, path), "function") is not { } function)
        {
            throw RequestException.NotCarried($"{path}.type");
        }

        var (id, name) = (ChatFields.Text(call, "id", path), ChatFields.Text(function, "name", $"{path}.function"));
        toolNames[id] = name;
        return new ToolCallPart(id, name, ChatFields.Text(function, "arguments") ?? "");
    }

    private static List<ChatPart> ReadContent(JsonElement message, string path)
    {
        if (ChatFields.Member(message, "content") is not { } content)
        {
            return [];
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString() is { Length: > 0 } text ? [new TextPart(text)] : [];
        }

        return [.. ChatFields.Items(content, $"{path}.content").Select(item => ReadPart(ChatFields.Object(item.Item, item.Path), item.Path))];
    }

    private static ChatPart ReadPart(JsonElement part, string path) => ChatFields.Text(part, "type", path) switch
    {
        "text" => new TextPart(ChatFields.Text(part, "text", path)),
        "refusal" => new TextPart(ChatFields.Text(part, "refusal", path)),
        "image_url" => ReadImage(part, path),
        "input_audio" when ChatFields.Member(part, "input_audio") is { } audio => new AudioPart(
            ChatFields.Text(audio, "format", $"{path}.input_audio"),
            ChatFields.Base64(ChatFields.Text(audio, "data", $"{path}.input_audio"), $"{path}.input_audio.data")),
        "file" when ChatFields.Member(part, "file") is { } file => ReadFile(file, $"{path}.file"),
        _ => throw RequestException.NotCarried($"{path}.type"),
    };

    public static ImagePart ReadImage(JsonElement part, string path)
    {
        // Some clients write the address where the object belongs.
        var place = $"{path}.image_url";
        var image = ChatFields.Member(part, "image_url") ?? part;
        var url = image.ValueKind == JsonValueKind.String ? image.GetString()! : ChatFields.Text(image, "url", place);
        var detail = ChatFields.Text(image, "detail");
        if (!DataUrl.Is(url))
        {
            return new ImagePart(null, null, url, detail);
        }

        var (type, data) = DataUrl.Read(url, place);
        return new ImagePart(type, data, null, detail);
    }

    public static FilePart ReadFile(JsonElement file, string path)
    {
        if (ChatFields.Text(file, "file_data") is not { } url)
        {
            // A file that lies at OpenAI cannot be read elsewhere.
            throw RequestException.NotCarried($"{path}.file_id");
        }

        var (type, data) = DataUrl.Is(url) ? DataUrl.Read(url, $"{path}.file_data") : ("application/pdf", ChatFields.Base64(url, $"{path}.file_data"));
        return new FilePart(type, ChatFields.Text(file, "filename"), data);
    }
}
