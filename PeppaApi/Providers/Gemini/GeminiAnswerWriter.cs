using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Writes a response for a client, from an upstream of another dialect (vendors/gemini.md, 3).</summary>
internal static class GeminiAnswerWriter
{
    public static byte[] Write(ChatReply reply, RequestFacts facts, in UsageReport usage)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("candidates");
            for (var i = 0; i < reply.Answers.Count; i++)
            {
                WriteCandidate(json, reply.Answers[i].Parts, reply.Answers[i].Finish, i);
            }

            json.WriteEndArray();
            WriteUsage(json, usage);
            WriteNames(json, facts.Model, reply.Id);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    /// <param name="finish">None while the answer goes on.</param>
    public static void WriteCandidate(Utf8JsonWriter json, IEnumerable<ChatPart> parts, ChatFinish? finish, int index)
    {
        json.WriteStartObject();
        json.WriteStartObject("content");
        json.WriteStartArray("parts");
        foreach (var part in parts)
        {
            WritePart(json, part);
        }

        json.WriteEndArray();
        json.WriteString("role", "model");
        json.WriteEndObject();
        if (finish is { } reason)
        {
            json.WriteString("finishReason", FinishOf(reason));
        }

        json.WriteNumber("index", index);
        json.WriteEndObject();
    }

    public static void WriteUsage(Utf8JsonWriter json, in UsageReport usage)
    {
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", usage.Input);
        NumberIfAny(json, "cachedContentTokenCount", usage.CachedRead);
        json.WriteNumber("candidatesTokenCount", usage.Output - usage.Reasoning);
        NumberIfAny(json, "thoughtsTokenCount", usage.Reasoning);
        json.WriteNumber("totalTokenCount", usage.Input + usage.Output);
        json.WriteEndObject();
    }

    public static void WriteNames(Utf8JsonWriter json, string? model, string? id)
    {
        ChatJson.StringIfAny(json, "modelVersion", model);
        ChatJson.StringIfAny(json, "responseId", id);
    }

    private static void WritePart(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case ThinkingPart thinking:
                json.WriteString("text", thinking.Text);
                json.WriteBoolean("thought", true);
                break;
            case ToolCallPart call:
                json.WriteStartObject("functionCall");
                json.WriteString("id", call.Id);
                json.WriteString("name", call.Name);
                ChatJson.Arguments(json, "args", call.Arguments);
                json.WriteEndObject();
                ChatJson.StringIfAny(json, "thoughtSignature", call.Signature);
                break;
            case TextPart text:
                json.WriteString("text", text.Text);
                break;
            default:
                throw new InvalidOperationException($"A {part.GetType().Name} is no part of an answer.");
        }

        json.WriteEndObject();
    }

    private static string FinishOf(ChatFinish finish) => finish switch
    {
        ChatFinish.Length => "MAX_TOKENS",
        ChatFinish.Filter => "SAFETY",
        _ => "STOP",
    };

    private static void NumberIfAny(Utf8JsonWriter json, string name, long number)
    {
        if (number > 0)
        {
            json.WriteNumber(name, number);
        }
    }
}
