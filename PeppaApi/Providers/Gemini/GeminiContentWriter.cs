using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Writes instructions and turns (vendors/gemini.md, 2.1 and 2.5): roles take turns, results stand in the order of their calls and
/// have their names, nothing is empty, thoughts are left out.
/// </summary>
internal static class GeminiContentWriter
{
    /// <exception cref="RequestException">There is something that the dialect has no part for.</exception>
    public static void Write(Utf8JsonWriter json, List<ChatMessage> messages)
    {
        var instructions = messages.Where(message => message.Role == ChatRole.System).SelectMany(message => message.Parts).Where(Says).ToList();
        var turns = Turns(messages);
        if (turns.Count == 0)
        {
            // There must be a turn: instructions alone are what the client says.
            turns.Add(new ChatMessage(ChatRole.User, instructions));
        }
        else if (instructions.Count > 0)
        {
            json.WriteStartObject("systemInstruction");
            WriteParts(json, instructions);
            json.WriteEndObject();
        }

        json.WriteStartArray("contents");
        foreach (var turn in turns)
        {
            json.WriteStartObject();
            json.WriteString("role", turn.Role == ChatRole.Assistant ? "model" : "user");
            WriteParts(json, turn.Parts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<ChatMessage> Turns(List<ChatMessage> messages)
    {
        var turns = new List<ChatMessage>();
        var calls = new Dictionary<string, (int Order, string Name)>(StringComparer.Ordinal);
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            // Results of the calls of one turn are told apart by their order alone.
            List<ChatPart> parts =
            [
                .. message.Parts.OfType<ToolResultPart>().Select(result => Named(result, calls)).OrderBy(result => calls.GetValueOrDefault(result.CallId).Order),
                .. message.Parts.Where(part => part is not ToolResultPart && Says(part)),
            ];
            foreach (var call in message.Parts.OfType<ToolCallPart>())
            {
                calls[call.Id] = (calls.Count, call.Name);
            }

            if (turns.Count > 0 && turns[^1].Role == message.Role)
            {
                turns[^1].Parts.AddRange(parts);
            }
            else if (parts.Count > 0)
            {
                turns.Add(new ChatMessage(message.Role, parts));
            }
        }

        return turns;
    }

    private static ToolResultPart Named(ToolResultPart result, Dictionary<string, (int Order, string Name)> calls)
    {
        var name = calls.TryGetValue(result.CallId, out var call) ? call.Name : result.Name;
        RequestException.Require(
            name is not null, "tool_call_id", "'tool_call_id' names no tool call before it.", "tool_call_id 之前没有对应的工具调用。");
        return result with { Name = name };
    }

    private static bool Says(ChatPart part) => part is not (ThinkingPart or TextPart { Text: "" });

    private static void WriteParts(Utf8JsonWriter json, List<ChatPart> parts)
    {
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            WritePart(json, part);
        }

        // Pictures that a tool gave stand beside its result.
        foreach (var media in parts.OfType<ToolResultPart>().SelectMany(result => result.Content).Where(part => part is not TextPart && Says(part)))
        {
            WritePart(json, media);
        }

        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("text", text.Text);
                break;
            case ImagePart { Data: { } data } image:
                WriteData(json, image.MediaType, data);
                break;
            case ImagePart:
                throw RequestException.NotCarried("messages.content.image_url");
            case AudioPart audio:
                WriteData(json, GeminiMedia.TypeOf(audio.Format), audio.Data);
                break;
            case FilePart file:
                WriteData(json, file.MediaType, file.Data);
                break;
            case ToolCallPart call:
                json.WriteStartObject("functionCall");
                json.WriteString("name", call.Name);
                ChatJson.Arguments(json, "args", call.Arguments);
                json.WriteEndObject();
                ChatJson.StringIfAny(json, "thoughtSignature", call.Signature ?? ToolCallIds.SignatureIn(call.Id));
                break;
            case ToolResultPart result:
                WriteResult(json, result);
                break;
            default:
                throw new InvalidOperationException($"A {part.GetType().Name} has no part.");
        }

        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, string? mediaType, string data)
    {
        json.WriteStartObject("inlineData");
        json.WriteString("mimeType", mediaType);
        json.WriteString("data", data);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        var text = string.Join('\n', result.Content.OfType<TextPart>().Select(part => part.Text));
        json.WriteStartObject("functionResponse");
        json.WriteString("name", result.Name);
        if (!result.IsError && ChatJson.IsObject(text))
        {
            ChatJson.RawIfAny(json, "response", text);
        }
        else
        {
            json.WriteStartObject("response");
            json.WriteString(result.IsError ? "error" : "output", text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
