using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Writes a chat completion for a client, from an upstream of another dialect (vendors/openai.md, 2.3).</summary>
internal static class OpenAIAnswerWriter
{
    public static byte[] Write(ChatReply reply, RequestFacts facts, in UsageReport usage, DateTimeOffset now)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(reply.Id));
            json.WriteString("object", "chat.completion");
            json.WriteNumber("created", now.ToUnixTimeSeconds());
            json.WriteString("model", facts.Model);
            json.WriteStartArray("choices");
            for (var i = 0; i < reply.Answers.Count; i++)
            {
                WriteChoice(json, reply.Answers[i], i);
            }

            json.WriteEndArray();
            WriteUsage(json, usage);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    public static string IdOf(string id) => id.StartsWith("chatcmpl-", StringComparison.Ordinal) ? id : $"chatcmpl-{id}";

    public static string FinishOf(ChatFinish finish) => finish switch
    {
        ChatFinish.Length => "length",
        ChatFinish.ToolCalls => "tool_calls",
        ChatFinish.Filter => "content_filter",
        _ => "stop",
    };

    public static void WriteUsage(Utf8JsonWriter json, in UsageReport usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.Input);
        json.WriteNumber("completion_tokens", usage.Output);
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedRead);
        json.WriteNumber("audio_tokens", usage.AudioInput);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteNumber("audio_tokens", usage.AudioOutput);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatAnswer answer, int index)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        var calls = answer.Parts.OfType<ToolCallPart>().ToList();
        json.WriteString("content", answer.Text.Length > 0 || calls.Count == 0 ? answer.Text : null);
        json.WriteNull("refusal");
        ChatJson.StringIfAny(json, "reasoning_content", answer.Thinking is { Length: > 0 } thinking ? thinking : null);
        OpenAIMessageWriter.WriteCalls(json, calls);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", FinishOf(answer.Finish));
        json.WriteEndObject();
    }
}
