using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Writes a request for a client of another dialect (vendors/gemini.md, 2).</summary>
internal static class GeminiChatWriter
{
    private const int MostStops = 5;
    private const int MostChoices = 8;
    private const double HighestTemperature = 2;

    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request, in UpstreamTarget target)
    {
        if (request.Choices > MostChoices || (request.Choices > 1 && request.Stream))
        {
            throw RequestException.NotCarried("n");
        }

        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            GeminiContentWriter.Write(json, request.Messages);
            WriteTools(json, request);
            WriteConfig(json, request, target.Model);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            ChatJson.StringIfAny(json, "description", tool.Description);
            ChatJson.RawIfAny(json, "parameters", tool.Schema is { } schema ? GeminiSchemaWriter.Write(schema, "tools") : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        WriteToolChoice(json, request.ToolChoice);
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatToolChoice? choice)
    {
        if (choice is null)
        {
            return;
        }

        json.WriteStartObject("toolConfig");
        json.WriteStartObject("functionCallingConfig");
        json.WriteString("mode", choice.Mode switch { ChatToolMode.None => "NONE", ChatToolMode.Any or ChatToolMode.Named => "ANY", _ => "AUTO" });
        if (choice.Name is { } name)
        {
            json.WriteStartArray("allowedFunctionNames");
            json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteConfig(Utf8JsonWriter json, ChatRequest request, string model)
    {
        json.WriteStartObject("generationConfig");
        Number(json, "temperature", request.Temperature is { } temperature ? Math.Min(temperature, HighestTemperature) : null);
        Number(json, "topP", request.TopP);
        Number(json, "topK", request.TopK is > 0 ? request.TopK : null);
        Number(json, "maxOutputTokens", request.OutputLimit);
        Number(json, "candidateCount", request.Choices > 1 ? request.Choices : null);
        Number(json, "presencePenalty", request.PresencePenalty);
        Number(json, "frequencyPenalty", request.FrequencyPenalty);
        // Seeds are shorter here; the same one still gives the same.
        Number(json, "seed", request.Seed is { } seed ? seed & int.MaxValue : null);
        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stopSequences");
            foreach (var stop in request.Stop.Take(MostStops))
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        if (request.Format is { } format)
        {
            json.WriteString("responseMimeType", "application/json");
            ChatJson.RawIfAny(json, "responseSchema", format.Schema is { } schema ? GeminiSchemaWriter.Write(schema, "response_format") : null);
        }

        GeminiThinking.Write(json, request, model);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
