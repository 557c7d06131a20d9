using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.DashScope;

/// <summary>Writes a request for a client of another dialect (vendors/ali-qwen.md, 2): the conversation in one object, everything else in another.</summary>
internal static class DashScopeChatWriter
{
    private const double HighestTemperature = 1.99;
    private const double LeastMass = 0.01;
    private const double MostMass = 0.99;

    /// <param name="sees">Whether the model takes pictures, and so content in pieces.</param>
    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request, in UpstreamTarget target, bool sees)
    {
        RequestException.Refuse(request.Choices > 1, "n");
        RequestException.Refuse(request.ToolChoice?.Mode == ChatToolMode.Any, "tool_choice");
        RequestException.Refuse(request.Format?.Schema is not null, "response_format.json_schema");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("model", target.Model);
            json.WriteStartObject("input");
            DashScopeMessageWriter.Write(json, request.Messages, sees);
            json.WriteEndObject();
            json.WriteStartObject("parameters");
            json.WriteString("result_format", "message");
            WriteStream(json, request);
            WriteSettings(json, request);
            OpenAIChatWriter.WriteTools(json, request, target.Provider);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteStream(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Stream)
        {
            json.WriteBoolean("incremental_output", true);
        }

        if (request.Reasoning is { } reasoning)
        {
            json.WriteBoolean("enable_thinking", !reasoning.Off);
            if (!reasoning.Off)
            {
                json.WriteNumber("thinking_budget", reasoning.ToBudget());
            }
        }
    }

    private static void WriteSettings(Utf8JsonWriter json, ChatRequest request)
    {
        Number(json, "temperature", request.Temperature is { } temperature ? Math.Clamp(temperature, 0, HighestTemperature) : null);
        Number(json, "top_p", request.TopP is { } mass ? Math.Clamp(mass, LeastMass, MostMass) : null);
        Number(json, "top_k", request.TopK);
        Number(json, "max_tokens", request.OutputLimit);
        Number(json, "seed", request.Seed);
        Number(json, "presence_penalty", request.PresencePenalty);
        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            request.Stop.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (request.Format is not null)
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_object");
            json.WriteEndObject();
        }
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
