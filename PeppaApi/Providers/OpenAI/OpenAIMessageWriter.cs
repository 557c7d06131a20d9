using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Writes the messages of a chat request: tool results as messages of their own before the rest of theirs, thoughts left out.</summary>
internal static class OpenAIMessageWriter
{
    public static void Write(Utf8JsonWriter json, List<ChatMessage> messages)
    {
        json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            foreach (var result in message.Parts.OfType<ToolResultPart>())
            {
                WriteResult(json, result);
            }

            WriteMessage(json, message);
        }

        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", result.CallId);
        var text = string.Join('\n', result.Content.OfType<TextPart>().Select(part => part.Text));
        json.WriteString("content", result.IsError ? $"Error: {text}" : text);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message)
    {
        // Pictures cannot stand in a tool message; they follow it, with the rest of what the client said.
        List<ChatPart> parts =
        [
            .. message.Parts.OfType<ToolResultPart>().SelectMany(result => result.Content).Where(part => part is not TextPart),
            .. message.Parts.Where(part => part is not (ToolResultPart or ThinkingPart or ToolCallPart)),
        ];
        var calls = message.Parts.OfType<ToolCallPart>().ToList();
        if (parts.Count == 0 && calls.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", message.Role switch { ChatRole.System => "system", ChatRole.Assistant => "assistant", _ => "user" });
        WriteContent(json, message.Role, parts);
        WriteCalls(json, calls);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, ChatRole role, List<ChatPart> parts)
    {
        if (parts.Count == 0)
        {
            json.WriteNull("content");
        }
        else if (parts.TrueForAll(part => part is TextPart) && (parts.Count == 1 || role != ChatRole.User))
        {
            json.WriteString("content", string.Join('\n', parts.Cast<TextPart>().Select(part => part.Text)));
        }
        else
        {
            json.WriteStartArray("content");
            foreach (var part in parts)
            {
                WritePart(json, part);
            }

            json.WriteEndArray();
        }
    }

    private static void WritePart(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case ImagePart image:
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", image.Url ?? DataUrl.Write(image.MediaType, image.Data!));
                ChatJson.StringIfAny(json, "detail", image.Detail);
                json.WriteEndObject();
                break;
            case AudioPart audio:
                json.WriteString("type", "input_audio");
                json.WriteStartObject("input_audio");
                json.WriteString("data", audio.Data);
                json.WriteString("format", audio.Format);
                json.WriteEndObject();
                break;
            case FilePart file:
                json.WriteString("type", "file");
                json.WriteStartObject("file");
                json.WriteString("filename", file.Name ?? "document");
                json.WriteString("file_data", DataUrl.Write(file.MediaType, file.Data));
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"A {part.GetType().Name} has no place in a message's content.");
        }

        json.WriteEndObject();
    }

    public static void WriteCalls(Utf8JsonWriter json, List<ToolCallPart> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.Arguments.Length == 0 ? "{}" : call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
