using System.Text;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>One item of a response's output: a message, a thought or a call, whole or as far as it has come.</summary>
/// <param name="kind">Text, thinking or tool call.</param>
internal sealed class ResponsesItem(ChatDeltaKind kind, string reply, int index)
{
    public ChatDeltaKind Kind => kind;

    /// <summary>Its place in the output.</summary>
    public int Index => index;

    public string Id { get; } = $"{(kind == ChatDeltaKind.Text ? "msg" : kind == ChatDeltaKind.Thinking ? "rs" : "fc")}_{reply}_{index}";

    public string CallId { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>The text, the thought, or the arguments.</summary>
    public StringBuilder Text { get; } = new();

    public bool IsDone { get; set; }

    /// <summary>The output that an answer stands for: text in a row is one message.</summary>
    public static List<ResponsesItem> Of(ChatAnswer answer, string reply)
    {
        var items = new List<ResponsesItem>();
        foreach (var part in answer.Parts)
        {
            var (partKind, text) = part switch
            {
                TextPart one => (ChatDeltaKind.Text, one.Text),
                ThinkingPart one => (ChatDeltaKind.Thinking, one.Text),
                ToolCallPart one => (ChatDeltaKind.ToolCall, one.Arguments),
                _ => throw new InvalidOperationException($"A {part.GetType().Name} is no part of an answer."),
            };
            if (partKind == ChatDeltaKind.ToolCall || items.Count == 0 || items[^1].Kind != partKind)
            {
                var call = part as ToolCallPart;
                items.Add(new ResponsesItem(partKind, reply, items.Count) { CallId = call?.Id ?? "", Name = call?.Name ?? "", IsDone = true });
            }

            items[^1].Text.Append(text);
        }

        return items;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        switch (kind)
        {
            case ChatDeltaKind.Text:
                json.WriteString("type", "message");
                WriteStatus(json);
                json.WriteString("role", "assistant");
                WriteParts(json, "content");
                break;
            case ChatDeltaKind.Thinking:
                json.WriteString("type", "reasoning");
                WriteParts(json, "summary");
                break;
            default:
                json.WriteString("type", "function_call");
                WriteStatus(json);
                json.WriteString("call_id", CallId);
                json.WriteString("name", Name);
                json.WriteString("arguments", IsDone ? Text.ToString() : "");
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>The one part that a message or a thought has.</summary>
    public void WritePart(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", kind == ChatDeltaKind.Text ? "output_text" : "summary_text");
        json.WriteString("text", IsDone ? Text.ToString() : "");
        if (kind == ChatDeltaKind.Text)
        {
            json.WriteStartArray("annotations");
            json.WriteEndArray();
            json.WriteStartArray("logprobs");
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteStatus(Utf8JsonWriter json) => json.WriteString("status", IsDone ? "completed" : "in_progress");

    private void WriteParts(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        if (IsDone)
        {
            WritePart(json);
        }

        json.WriteEndArray();
    }
}
