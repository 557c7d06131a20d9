using System.Text.Json;

namespace PeppaApi.Providers.Chat;

/// <summary>
/// A conversation for vendors that take nothing but text, from user and model in turn, and want the user to have the first and the last word.
/// What is out of order is put in order, not refused: docs/vendors.md says how.
/// </summary>
internal static class TextTurns
{
    public const string Filler = ChatTurns.Filler;

    /// <param name="hasInstructions">Whether instructions have a role of their own; else they are a turn of the user, and answered.</param>
    /// <exception cref="RequestException">A message holds more than text.</exception>
    public static void Write(Utf8JsonWriter json, string name, ChatRequest request, bool hasInstructions)
    {
        json.WriteStartArray(name);
        if (TextOnly.Instructions(request.Messages) is { } system)
        {
            Write(json, hasInstructions ? "system" : "user", system);
            if (!hasInstructions)
            {
                Write(json, "assistant", "Okay");
            }
        }

        foreach (var turn in ChatTurns.InOrder(request.Messages))
        {
            Write(json, turn.Role == ChatRole.Assistant ? "assistant" : "user", Text(turn.Parts) is { Length: > 0 } text ? text : Filler);
        }

        json.WriteEndArray();
    }

    /// <summary>The text of a message; tool calls and results are told in words.</summary>
    public static string Text(IEnumerable<ChatPart> parts) => string.Join('\n', parts.Select(Words).Where(text => text.Length > 0));

    private static void Write(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private static string Words(ChatPart part) => part switch
    {
        TextPart text => text.Text,
        ToolCallPart call => $"{call.Name}({call.Arguments})",
        ToolResultPart result => Text(result.Content),
        ImagePart => throw RequestException.NotCarried("messages.content.image_url"),
        AudioPart => throw RequestException.NotCarried("messages.content.input_audio"),
        FilePart => throw RequestException.NotCarried("messages.content.file"),
        _ => "",
    };
}
