using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.DashScope;

/// <summary>Writes the messages: as text, or for models that see in pieces, each an object with one member and no type.</summary>
internal static class DashScopeMessageWriter
{
    public static void Write(Utf8JsonWriter json, List<ChatMessage> messages, bool sees)
    {
        json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            foreach (var result in message.Parts.OfType<ToolResultPart>())
            {
                json.WriteStartObject();
                json.WriteString("role", "tool");
                json.WriteString("tool_call_id", result.CallId);
                json.WriteString("content", TextTurns.Text(result.Content));
                json.WriteEndObject();
            }

            WriteMessage(json, message, sees);
        }

        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message, bool sees)
    {
        var (calls, parts) = (message.Parts.OfType<ToolCallPart>().ToList(), message.Parts.Where(part => part is not (ToolCallPart or ToolResultPart or ThinkingPart)).ToList());
        if (calls.Count == 0 && parts.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", message.Role switch { ChatRole.System => "system", ChatRole.Assistant => "assistant", _ => "user" });
        if (sees)
        {
            json.WriteStartArray("content");
            parts.ForEach(part => WritePart(json, part));
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("content", TextTurns.Text(parts));
        }

        OpenAIMessageWriter.WriteCalls(json, calls);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case ImagePart image:
                json.WriteString("image", image.Url ?? DataUrl.Write(image.MediaType, image.Data!));
                break;
            case AudioPart audio:
                json.WriteString("audio", DataUrl.Write($"audio/{audio.Format}", audio.Data));
                break;
            default:
                json.WriteString("text", TextTurns.Text([part]));
                break;
        }

        json.WriteEndObject();
    }
}
