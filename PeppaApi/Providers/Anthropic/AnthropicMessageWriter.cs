using System.Text;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>
/// Writes the messages of a request: roles take turns and the user begins, tool results stand first, nothing is empty
/// (vendors/anthropic.md, 6 and 11).
/// </summary>
internal static class AnthropicMessageWriter
{
    // Stands where the dialect must have a text and the client gave none.
    private const string Filler = "...";

    public static void Write(Utf8JsonWriter json, List<ChatMessage> messages)
    {
        json.WriteStartArray("messages");
        var turns = Turns(messages);
        if (turns.Count == 0 || turns[0].Role != ChatRole.User)
        {
            WriteTurn(json, ChatRole.User, [new TextPart(Filler)], isLast: turns.Count == 0);
        }

        for (var i = 0; i < turns.Count; i++)
        {
            WriteTurn(json, turns[i].Role, turns[i].Parts, isLast: i == turns.Count - 1);
        }

        json.WriteEndArray();
    }

    private static List<ChatMessage> Turns(List<ChatMessage> messages)
    {
        var turns = new List<ChatMessage>();
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            List<ChatPart> parts = [.. message.Parts.OfType<ToolResultPart>(), .. message.Parts.Where(part => part is not ToolResultPart && Says(part))];
            if (turns.Count > 0 && turns[^1].Role == message.Role)
            {
                turns[^1].Parts.AddRange(parts);
            }
            else if (parts.Count > 0 || message.Role == ChatRole.User)
            {
                turns.Add(new ChatMessage(message.Role, parts));
            }
        }

        return turns;
    }

    /// <summary>Empty texts are refused, and thoughts that the vendor did not seal.</summary>
    private static bool Says(ChatPart part) => part switch
    {
        TextPart text => text.Text.Length > 0,
        ThinkingPart thinking => thinking.Signature is not null || thinking.Sealed is not null,
        _ => true,
    };

    private static void WriteTurn(Utf8JsonWriter json, ChatRole role, List<ChatPart> parts, bool isLast)
    {
        json.WriteStartObject();
        json.WriteString("role", role == ChatRole.User ? "user" : "assistant");
        if (parts is [TextPart only])
        {
            // The beginning of an answer, for the model to go on with, must not end in blanks.
            json.WriteString("content", isLast && role == ChatRole.Assistant ? only.Text.TrimEnd() : only.Text);
        }
        else
        {
            json.WriteStartArray("content");
            foreach (var part in parts.Count == 0 ? [new TextPart(Filler)] : parts)
            {
                WriteBlock(json, part);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case ImagePart image:
                json.WriteString("type", "image");
                WriteSource(json, image.MediaType, image.Data, image.Url);
                break;
            case FilePart file:
                WriteDocument(json, file);
                break;
            case ThinkingPart { Sealed: { } secret }:
                json.WriteString("type", "redacted_thinking");
                json.WriteString("data", secret);
                break;
            case ThinkingPart thinking:
                json.WriteString("type", "thinking");
                json.WriteString("thinking", thinking.Text);
                json.WriteString("signature", thinking.Signature);
                break;
            case ToolCallPart call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", call.Id);
                json.WriteString("name", call.Name);
                ChatJson.Arguments(json, "input", call.Arguments);
                break;
            case ToolResultPart result:
                WriteResult(json, result);
                break;
            case AudioPart:
                throw RequestException.NotCarried("messages.content.input_audio");
            default:
                throw new InvalidOperationException($"A {part.GetType().Name} has no block.");
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", result.CallId);
        var content = result.Content.Where(Says).ToList();
        if (content is [TextPart only])
        {
            json.WriteString("content", only.Text);
        }
        else if (content.Count > 0)
        {
            json.WriteStartArray("content");
            content.ForEach(part => WriteBlock(json, part));
            json.WriteEndArray();
        }

        if (result.IsError)
        {
            json.WriteBoolean("is_error", true);
        }
    }

    private static void WriteDocument(Utf8JsonWriter json, FilePart file)
    {
        if (file.MediaType.StartsWith("image/", StringComparison.Ordinal))
        {
            json.WriteString("type", "image");
            WriteSource(json, file.MediaType, file.Data, null);
            return;
        }

        json.WriteString("type", "document");
        if (file.MediaType.StartsWith("text/", StringComparison.Ordinal))
        {
            json.WriteStartObject("source");
            json.WriteString("type", "text");
            json.WriteString("media_type", "text/plain");
            json.WriteString("data", Encoding.UTF8.GetString(Convert.FromBase64String(file.Data)));
            json.WriteEndObject();
        }
        else
        {
            RequestException.Require(
                file.MediaType == "application/pdf", "messages.content.file", "Files for this model must be PDF, text or pictures.", "该模型只接受 PDF、文本和图片文件。");
            WriteSource(json, file.MediaType, file.Data, null);
        }

        ChatJson.StringIfAny(json, "title", file.Name);
    }

    private static void WriteSource(Utf8JsonWriter json, string? mediaType, string? data, string? url)
    {
        json.WriteStartObject("source");
        json.WriteString("type", url is null ? "base64" : "url");
        ChatJson.StringIfAny(json, "url", url);
        if (url is null)
        {
            json.WriteString("media_type", mediaType);
            json.WriteString("data", data);
        }

        json.WriteEndObject();
    }
}
