using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Reads the turns of a conversation (vendors/gemini.md, 2.1). The dialect matches results to calls by name and order; other
/// dialects need ids, which are made up where the client has none. Reads one conversation.
/// </summary>
internal sealed class GeminiContentReader
{
    private readonly List<(string Id, string Name)> _open = [];
    private int _calls;

    public void Read(JsonElement contents, string name, List<ChatMessage> conversation)
    {
        foreach (var (content, path) in ChatFields.Items(contents, name))
        {
            var role = ChatFields.Text(ChatFields.Object(content, path), "role") == "model" ? ChatRole.Assistant : ChatRole.User;
            conversation.Add(new ChatMessage(role, ReadParts(content, path)));
        }
    }

    public List<ChatPart> ReadParts(JsonElement content, string path)
    {
        if (ChatFields.Member(content, "parts") is not { } list)
        {
            return [];
        }

        var parts = ChatFields.Items(list, $"{path}.parts").Select(item => ReadPart(ChatFields.Object(item.Item, item.Path), item.Path)).ToList();
        parts.RemoveAll(part => part is TextPart { Text: "" });
        return parts;
    }

    private ChatPart ReadPart(JsonElement part, string path)
    {
        if (ChatFields.Text(part, "text") is { } text)
        {
            // A thought of another vendor's model says nothing to this one; its writers leave it out.
            return ChatFields.Member(part, "thought") is { ValueKind: JsonValueKind.True } ? new ThinkingPart(text, null) : new TextPart(text);
        }

        return GeminiNames.Member(part, "inlineData") is { } data ? ReadData(data, $"{path}.inlineData")
            : GeminiNames.Member(part, "fileData") is { } file ? ReadFile(file, $"{path}.fileData")
            : GeminiNames.Member(part, "functionCall") is { } call ? ReadCall(call, $"{path}.functionCall", GeminiNames.Text(part, "thoughtSignature"))
            : GeminiNames.Member(part, "functionResponse") is { } result ? ReadResult(result, $"{path}.functionResponse")
            : throw RequestException.NotCarried(part.EnumerateObject().Select(member => $"{path}.{member.Name}").FirstOrDefault() ?? path);
    }

    private static ChatPart ReadData(JsonElement data, string path)
    {
        var type = GeminiNames.Text(data, "mimeType") ?? ChatFields.Text(data, "mimeType", path);
        var bytes = ChatFields.Text(data, "data", path);
        // The web's base64 is allowed here, and only here.
        bytes = ChatFields.Base64(bytes.Replace('-', '+').Replace('_', '/').PadRight((bytes.Length + 3) / 4 * 4, '='), $"{path}.data");
        return type.StartsWith("image/", StringComparison.Ordinal) ? new ImagePart(type, bytes, null)
            : type.StartsWith("audio/", StringComparison.Ordinal) ? new AudioPart(GeminiMedia.FormatOf(type), bytes)
            : new FilePart(type, null, bytes);
    }

    private static ImagePart ReadFile(JsonElement file, string path)
    {
        // A picture that anybody can fetch is the one kind of file that others take by address.
        var uri = GeminiNames.Text(file, "fileUri");
        var isImage = GeminiNames.Text(file, "mimeType")?.StartsWith("image/", StringComparison.Ordinal) == true;
        return isImage && uri is not null && uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? new ImagePart(null, null, uri)
            : throw RequestException.NotCarried(path);
    }

    private ToolCallPart ReadCall(JsonElement call, string path, string? signature)
    {
        var name = ChatFields.Text(ChatFields.Object(call, path), "name", path);
        var id = ChatFields.Text(call, "id") is { Length: > 0 } own ? own : $"call_{++_calls}";
        _open.Add((id, name));
        if (_open.Count > RequestValues.MostTools)
        {
            throw new RequestException(path, $"'{path}' is one call too many without a result.", $"{path} 之前未返回结果的调用过多。");
        }

        var arguments = ChatFields.Member(call, "args") is { } args ? ChatJson.Compact(ChatFields.Object(args, $"{path}.args")) : "{}";
        return new ToolCallPart(id, name, arguments, signature);
    }

    private ToolResultPart ReadResult(JsonElement result, string path)
    {
        var name = ChatFields.Text(ChatFields.Object(result, path), "name", path);
        var id = ChatFields.Text(result, "id");
        var place = _open.FindIndex(call => id is { Length: > 0 } ? call.Id == id : call.Name == name);
        RequestException.Require(place >= 0, path, $"'{path}' answers no call before it.", $"{path} 之前没有对应的 functionCall。");
        var (callId, _) = _open[place];
        _open.RemoveAt(place);
        var (text, isError) = ChatFields.Member(result, "response") is { } response ? ReadResponse(ChatFields.Object(response, $"{path}.response")) : ("", false);
        return new ToolResultPart(callId, name, [new TextPart(text)], isError);
    }

    /// <summary>By convention a plain result is the one member <c>output</c>, and a failure <c>error</c>.</summary>
    private static (string Text, bool IsError) ReadResponse(JsonElement response)
    {
        if (response.GetPropertyCount() == 1)
        {
            var only = response.EnumerateObject().First();
            if (only.Name is "output" or "result" or "content" or "error")
            {
                return (only.Value.ValueKind == JsonValueKind.String ? only.Value.GetString()! : ChatJson.Compact(only.Value), only.Name == "error");
            }
        }

        return (ChatJson.Compact(response), false);
    }
}
