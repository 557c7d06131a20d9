using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Writes a chat request for a client of another dialect (vendors/openai.md, 2; anthropic.md, 7).</summary>
internal static class OpenAIChatWriter
{
    private const int MostStops = 4;

    public static byte[] Write(ChatRequest request, in UpstreamTarget target)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("model", target.Model);
            WriteLimits(json, request, target);
            WriteSampling(json, request, target);
            OpenAIMessageWriter.Write(json, request.Messages);
            WriteTools(json, request, target.Provider);
            WriteFormat(json, request.Format);
            WriteStream(json, request, target.Provider);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteLimits(Utf8JsonWriter json, ChatRequest request, in UpstreamTarget target)
    {
        if (request.OutputLimit is { } limit)
        {
            json.WriteNumber(OpenAIModelFamily.UsesCompletionTokens(target.Model) ? "max_completion_tokens" : "max_tokens", limit);
        }

        if (request.Choices > 1)
        {
            json.WriteNumber("n", request.Choices);
        }

        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var stop in request.Stop.Take(MostStops))
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteSampling(Utf8JsonWriter json, ChatRequest request, in UpstreamTarget target)
    {
        var provider = target.Provider;
        if (OpenAIModelFamily.UsesCompletionTokens(target.Model))
        {
            // The reasoning families take an effort, and none of the ways to steer the choice of words.
            if (request.Reasoning is { Off: false } reasoning)
            {
                json.WriteString("reasoning_effort", reasoning.ToEffort());
            }
        }
        else
        {
            Number(json, provider, "temperature", request.Temperature is { } wanted ? Math.Clamp(wanted, provider.LowestTemperature, provider.HighestTemperature) : null);
            Number(json, provider, "top_p", request.TopP is { } mass ? Math.Clamp(mass, provider.LowestTopP, provider.HighestTopP) : null);
            Number(json, provider, "presence_penalty", request.PresencePenalty);
            Number(json, provider, "frequency_penalty", request.FrequencyPenalty);
        }

        Number(json, provider, "seed", request.Seed);
        if (request.EndUser is { } user && !provider.Refuses.Contains("user"))
        {
            json.WriteString("user", user);
        }
    }

    private static void Number(Utf8JsonWriter json, Provider provider, string name, double? value)
    {
        if (value is { } number && !provider.Refuses.Contains(name))
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteTools(Utf8JsonWriter json, ChatRequest request, Provider provider)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            ChatJson.StringIfAny(json, "description", tool.Description);
            ChatJson.RawIfAny(json, "parameters", tool.Schema);
            if (tool.Strict is { } strict)
            {
                json.WriteBoolean("strict", strict);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteToolChoice(json, request.ToolChoice);
        if (request.ParallelToolCalls is { } parallel && !provider.Refuses.Contains("parallel_tool_calls"))
        {
            json.WriteBoolean("parallel_tool_calls", parallel);
        }
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatToolChoice? choice)
    {
        if (choice is { Mode: ChatToolMode.Named })
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", choice.Name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (choice is not null)
        {
            json.WriteString("tool_choice", choice.Mode switch { ChatToolMode.None => "none", ChatToolMode.Any => "required", _ => "auto" });
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatFormat? format)
    {
        if (format is null)
        {
            return;
        }

        json.WriteStartObject("response_format");
        json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
        if (format.Schema is { } schema)
        {
            json.WriteStartObject("json_schema");
            json.WriteString("name", format.Name ?? "reply");
            ChatJson.StringIfAny(json, "description", format.Description);
            ChatJson.RawIfAny(json, "schema", schema);
            if (format.Strict is { } strict)
            {
                json.WriteBoolean("strict", strict);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter json, ChatRequest request, Provider provider)
    {
        if (!request.Stream)
        {
            return;
        }

        json.WriteBoolean("stream", true);
        if (provider.AsksForStreamUsage)
        {
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }
    }
}
