using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Ernie;

/// <summary>
/// Writes a conversation as the vendor wants it: an odd number of messages, user and model in turn, where what a tool gave
/// takes the user's turn (vendors/baidu-ernie.md, 2.2). What is out of order is put in order.
/// </summary>
internal static class ErnieMessageWriter
{
    public static void Write(Utf8JsonWriter json, ChatRequest request)
    {
        ChatJson.StringIfAny(json, "system", TextOnly.Instructions(request.Messages));
        json.WriteStartArray("messages");
        foreach (var message in InOrder(request))
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            ChatJson.StringIfAny(json, "name", message.Tool);
            json.WriteString("content", message.Text);
            if (message.Call is { } call)
            {
                json.WriteStartObject("function_call");
                json.WriteString("name", call.Name);
                json.WriteString("arguments", call.Arguments);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<Message> InOrder(ChatRequest request)
    {
        var ordered = new List<Message>();
        foreach (var message in request.Messages.Where(message => message.Role != ChatRole.System).SelectMany(Split))
        {
            if (ordered.Count == 0 ? message.IsModel : ordered[^1].IsModel == message.IsModel && !Joins(ordered[^1], message))
            {
                ordered.Add(new Message(message.IsModel ? "user" : "assistant", TextTurns.Filler));
            }

            if (ordered.Count > 0 && Joins(ordered[^1], message))
            {
                ordered[^1] = ordered[^1] with { Text = $"{ordered[^1].Text}\n{message.Text}" };
            }
            else
            {
                ordered.Add(message);
            }
        }

        if (ordered.Count == 0 || ordered[^1].IsModel)
        {
            ordered.Add(new Message("user", TextTurns.Filler));
        }

        return ordered;
    }

    /// <summary>Messages of one role are one, unless a tool is in them.</summary>
    private static bool Joins(Message before, Message message) => before.Role == message.Role && before.Call is null && message.Call is null && message.Tool is null;

    private static IEnumerable<Message> Split(ChatMessage message)
    {
        var calls = message.Parts.OfType<ToolCallPart>().ToList();
        RequestException.Require(
            calls.Count <= 1, "messages.tool_calls", "The upstream of this model takes one tool call in a message.", "提供该模型的上游接口每条消息只支持一个工具调用。");
        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            yield return new Message("function", TextTurns.Text(result.Content) is { Length: > 0 } text ? text : TextTurns.Filler, result.Name ?? result.CallId);
        }

        var words = TextTurns.Text(message.Parts.Where(part => part is not (ToolCallPart or ToolResultPart)));
        if (words.Length > 0 || calls.Count > 0)
        {
            yield return new Message(message.Role == ChatRole.Assistant ? "assistant" : "user", words, null, calls.FirstOrDefault());
        }
    }

    private sealed record Message(string Role, string Text, string? Tool = null, ToolCallPart? Call = null)
    {
        public bool IsModel => Role == "assistant";
    }
}
