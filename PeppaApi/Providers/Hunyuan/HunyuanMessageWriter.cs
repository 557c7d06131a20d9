using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Hunyuan;

/// <summary>Writes a conversation in order: instructions first, then user and model in turn, where what tools gave stands before what the user says.</summary>
internal static class HunyuanMessageWriter
{
    public static void Write(Utf8JsonWriter json, List<ChatMessage> messages)
    {
        json.WriteStartArray("Messages");
        if (TextOnly.Instructions(messages) is { } system)
        {
            Begin(json, "system");
            json.WriteString("Content", system);
            json.WriteEndObject();
        }

        foreach (var turn in ChatTurns.InOrder(messages))
        {
            foreach (var result in turn.Parts.OfType<ToolResultPart>())
            {
                Begin(json, "tool");
                json.WriteString("ToolCallId", result.CallId);
                json.WriteString("Content", TextTurns.Text(result.Content) is { Length: > 0 } text ? text : ChatTurns.Filler);
                json.WriteEndObject();
            }

            WriteTurn(json, turn);
        }

        json.WriteEndArray();
    }

    private static void WriteTurn(Utf8JsonWriter json, ChatMessage turn)
    {
        var (calls, parts) = (turn.Parts.OfType<ToolCallPart>().ToList(), turn.Parts.Where(part => part is not (ToolCallPart or ToolResultPart)).ToList());
        if (calls.Count == 0 && parts.Count == 0)
        {
            return;
        }

        Begin(json, turn.Role == ChatRole.Assistant ? "assistant" : "user");
        if (parts.Exists(part => part is ImagePart))
        {
            json.WriteStartArray("Contents");
            parts.ForEach(part => WritePart(json, part));
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("Content", TextTurns.Text(parts));
        }

        WriteCalls(json, calls);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        if (part is ImagePart image)
        {
            json.WriteString("Type", "image_url");
            json.WriteStartObject("ImageUrl");
            json.WriteString("Url", image.Url ?? DataUrl.Write(image.MediaType, image.Data!));
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("Type", "text");
            json.WriteString("Text", TextTurns.Text([part]));
        }

        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, List<ToolCallPart> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("ToolCalls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("Id", call.Id);
            json.WriteString("Type", "function");
            json.WriteStartObject("Function");
            json.WriteString("Name", call.Name);
            json.WriteString("Arguments", call.Arguments.Length == 0 ? "{}" : call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Begin(Utf8JsonWriter json, string role)
    {
        json.WriteStartObject();
        json.WriteString("Role", role);
    }
}
