using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>Writes a response for a client, from an upstream that does not speak the Responses API (vendors/openai.md, 9.2).</summary>
internal static class ResponsesAnswerWriter
{
    public static byte[] Write(ChatReply reply, RequestFacts facts, in UsageReport usage, DateTimeOffset now)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            // Several answers have no place in a response; nobody can ask for them.
            var answer = reply.Answers[0];
            WriteResponse(json, new ResponsesHead(reply.Id, facts.Model, now), answer.Finish, ResponsesItem.Of(answer, reply.Id), usage);
        }

        return body.WrittenSpan.ToArray();
    }

    /// <param name="finish">None while the response goes on.</param>
    public static void WriteResponse(Utf8JsonWriter json, ResponsesHead head, ChatFinish? finish, List<ResponsesItem> output, UsageReport? usage)
    {
        json.WriteStartObject();
        json.WriteString("id", $"resp_{head.Id}");
        json.WriteString("object", "response");
        json.WriteNumber("created_at", head.Now.ToUnixTimeSeconds());
        json.WriteString("status", finish is null ? "in_progress" : ReasonOf(finish.Value) is null ? "completed" : "incomplete");
        json.WriteBoolean("background", false);
        json.WriteNull("error");
        WriteReason(json, finish is { } end ? ReasonOf(end) : null);
        json.WriteNull("instructions");
        json.WriteNull("max_output_tokens");
        json.WriteString("model", head.Model);
        json.WriteStartArray("output");
        output.ForEach(item => item.Write(json));
        json.WriteEndArray();
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteNull("previous_response_id");
        json.WriteBoolean("store", false);
        json.WriteNull("temperature");
        json.WriteString("tool_choice", "auto");
        json.WriteStartArray("tools");
        json.WriteEndArray();
        json.WriteNull("top_p");
        json.WriteString("truncation", "disabled");
        WriteUsage(json, usage);
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? ReasonOf(ChatFinish finish) => finish switch
    {
        ChatFinish.Length => "max_output_tokens",
        ChatFinish.Filter => "content_filter",
        _ => null,
    };

    private static void WriteReason(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details");
            return;
        }

        json.WriteStartObject("incomplete_details");
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, UsageReport? report)
    {
        if (report is not { } usage)
        {
            json.WriteNull("usage");
            return;
        }

        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.Input);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedRead);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", usage.Output);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteEndObject();
    }
}

/// <summary>What a response says of itself from its beginning to its end.</summary>
internal sealed record ResponsesHead(string Id, string Model, DateTimeOffset Now);
