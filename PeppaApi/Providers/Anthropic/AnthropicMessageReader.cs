using System.Text;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Reads messages and their blocks (vendors/anthropic.md, 2.1). Marks for the vendor's cache are dropped: other vendors find for themselves what to keep.</summary>
internal static class AnthropicMessageReader
{
    public static void Read(JsonElement messages, List<ChatMessage> conversation)
    {
        var toolNames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (message, path) in ChatFields.Items(messages, "messages"))
        {
            ChatFields.Object(message, path);
            var role = ChatFields.Text(message, "role", path) switch
            {
                "user" => ChatRole.User,
                "assistant" => ChatRole.Assistant,
                "system" => ChatRole.System,
                _ => throw RequestException.NotCarried($"{path}.role"),
            };
            var content = ChatFields.Member(message, "content") ?? throw RequestException.NotCarried($"{path}.content");
            conversation.Add(new ChatMessage(role, ReadContent(content, $"{path}.content", toolNames)));
        }
    }

    /// <param name="toolNames">Names of the tools asked for so far, by the id of the call.</param>
    public static List<ChatPart> ReadContent(JsonElement content, string path, Dictionary<string, string> toolNames)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString() is { Length: > 0 } text ? [new TextPart(text)] : [];
        }

        return [.. ChatFields.Items(content, path).Select(item => ReadBlock(ChatFields.Object(item.Item, item.Path), item.Path, toolNames))];
    }

    private static ChatPart ReadBlock(JsonElement block, string path, Dictionary<string, string> toolNames)
    {
        switch (ChatFields.Text(block, "type", path))
        {
            case "text":
                return new TextPart(ChatFields.Text(block, "text", path));
            case "image":
                return ReadImage(Source(block, path), $"{path}.source");
            case "document":
                return ReadDocument(block, path);
            case "thinking":
                return new ThinkingPart(ChatFields.Text(block, "thinking", path), ChatFields.Text(block, "signature"));
            case "redacted_thinking":
                return new ThinkingPart("", null, ChatFields.Text(block, "data", path));
            case "tool_use":
                var (id, name) = (ChatFields.Text(block, "id", path), ChatFields.Text(block, "name", path));
                toolNames[id] = name;
                return new ToolCallPart(id, name, ChatFields.Member(block, "input") is { } input ? ChatJson.Compact(input) : "{}");
            case "tool_result":
                var call = ChatFields.Text(block, "tool_use_id", path);
                return new ToolResultPart(
                    call,
                    toolNames.GetValueOrDefault(call),
                    ChatFields.Member(block, "content") is { } content ? ReadContent(content, $"{path}.content", toolNames) : [],
                    ChatFields.Member(block, "is_error") is { } failed && ChatFields.Flag(failed, $"{path}.is_error") == true);
            default:
                throw RequestException.NotCarried($"{path}.type");
        }
    }

    private static JsonElement Source(JsonElement block, string path) =>
        ChatFields.Object(ChatFields.Member(block, "source") ?? default, $"{path}.source");

    private static ImagePart ReadImage(JsonElement source, string path) => ChatFields.Text(source, "type", path) switch
    {
        "base64" => new ImagePart(ChatFields.Text(source, "media_type", path), ChatFields.Base64(ChatFields.Text(source, "data", path), $"{path}.data"), null),
        "url" => new ImagePart(null, null, ChatFields.Text(source, "url", path)),
        _ => throw RequestException.NotCarried($"{path}.type"),
    };

    private static ChatPart ReadDocument(JsonElement block, string path)
    {
        var source = Source(block, path);
        var title = ChatFields.Text(block, "title");
        return ChatFields.Text(source, "type", $"{path}.source") switch
        {
            "base64" => new FilePart(
                ChatFields.Text(source, "media_type", $"{path}.source"),
                title,
                ChatFields.Base64(ChatFields.Text(source, "data", $"{path}.source"), $"{path}.source.data")),
            "text" => new TextPart(Titled(title, ChatFields.Text(source, "data", $"{path}.source"))),
            _ => throw RequestException.NotCarried($"{path}.source.type"),
        };
    }

    private static string Titled(string? title, string text) => title is null ? text : new StringBuilder(title).Append('\n').Append(text).ToString();
}
