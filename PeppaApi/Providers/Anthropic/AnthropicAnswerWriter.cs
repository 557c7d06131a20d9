using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Writes a message for a client, from an upstream of another dialect (vendors/anthropic.md, 7).</summary>
internal static class AnthropicAnswerWriter
{
    public static byte[] Write(ChatReply reply, RequestFacts facts, in UsageReport usage)
    {
        var answer = reply.Answers.Count > 0 ? reply.Answers[0] : new ChatAnswer([], ChatFinish.Stop);
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            WriteHead(json, reply.Id, facts.Model);
            json.WriteStartArray("content");
            foreach (var part in answer.Parts)
            {
                WriteBlock(json, part);
            }

            json.WriteEndArray();
            json.WriteString("stop_reason", StopReasonOf(answer.Finish));
            json.WriteString("stop_sequence", answer.StopSequence);
            WriteUsage(json, usage);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    public static void WriteHead(Utf8JsonWriter json, string id, string model)
    {
        json.WriteString("id", id.StartsWith("msg_", StringComparison.Ordinal) ? id : $"msg_{id}");
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", model);
    }

    public static string StopReasonOf(ChatFinish finish) => finish switch
    {
        ChatFinish.Length => "max_tokens",
        ChatFinish.ToolCalls => "tool_use",
        ChatFinish.Filter => "refusal",
        ChatFinish.StopSequence => "stop_sequence",
        _ => "end_turn",
    };

    public static void WriteUsage(Utf8JsonWriter json, in UsageReport usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.Input - usage.CachedRead - usage.CacheWrite - usage.CacheWriteHour);
        json.WriteNumber("cache_creation_input_tokens", usage.CacheWrite + usage.CacheWriteHour);
        json.WriteNumber("cache_read_input_tokens", usage.CachedRead);
        json.WriteNumber("output_tokens", usage.Output);
        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, ChatPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case ThinkingPart thinking:
                json.WriteString("type", "thinking");
                json.WriteString("thinking", thinking.Text);
                json.WriteString("signature", thinking.Signature ?? "");
                break;
            case ToolCallPart call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", call.Id);
                json.WriteString("name", call.Name);
                ChatJson.Arguments(json, "input", call.Arguments);
                break;
            default:
                json.WriteString("type", "text");
                json.WriteString("text", ((TextPart)part).Text);
                break;
        }

        json.WriteEndObject();
    }
}
