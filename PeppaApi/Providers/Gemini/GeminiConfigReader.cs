using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads <c>generationConfig</c> (vendors/gemini.md, 2.2).</summary>
internal static class GeminiConfigReader
{
    private const string Json = "application/json";

    public static void Read(ChatRequest request, JsonElement config)
    {
        foreach (var member in config.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                ReadMember(request, GeminiNames.CamelOf(member.Name), member.Value);
            }
        }

        // JSON is asked for by its media type; the schema comes with it.
        var type = GeminiNames.Text(config, "responseMimeType");
        request.Format = type == Json ? request.Format ?? new ChatFormat(null) : null;
        if (type is not (null or "" or "text/plain" or Json))
        {
            throw RequestException.NotCarried("generationConfig.responseMimeType");
        }
    }

    private static void ReadMember(ChatRequest request, string name, JsonElement value)
    {
        var path = $"generationConfig.{name}";
        switch (name)
        {
            case "temperature":
                request.Temperature = ChatFields.Number(value, path, 0, 2);
                break;
            case "topP":
                request.TopP = ChatFields.Number(value, path, 0, 1);
                break;
            case "topK":
                request.TopK = (long?)ChatFields.Number(value, path, 0, int.MaxValue);
                break;
            case "maxOutputTokens":
                request.OutputLimit = ChatFields.Count(value, path, 1, RequestValues.LargestOutputLimit);
                break;
            case "candidateCount":
                request.Choices = ChatFields.Count(value, path, 1, 128) ?? 1;
                break;
            case "stopSequences":
                request.Stop.AddRange(ChatFields.Items(value, path).Select(item => ChatFields.Text(item.Item, item.Path, 10_000)));
                break;
            case "presencePenalty":
                request.PresencePenalty = ChatFields.Number(value, path, -2, 2);
                break;
            case "frequencyPenalty":
                request.FrequencyPenalty = ChatFields.Number(value, path, -2, 2);
                break;
            case "seed":
                request.Seed = ChatFields.Count(value, path, long.MinValue, long.MaxValue);
                break;
            default:
                ReadLarger(request, name, path, value);
                break;
        }
    }

    private static void ReadLarger(ChatRequest request, string name, string path, JsonElement value)
    {
        switch (name)
        {
            case "responseMimeType" or "mediaResolution":
                break;
            case "responseSchema":
                request.Format = new ChatFormat(GeminiSchemaReader.Read(ChatFields.Object(value, path)));
                break;
            case "responseJsonSchema":
                request.Format = new ChatFormat(ChatJson.Compact(ChatFields.Object(value, path)));
                break;
            case "thinkingConfig":
                request.Reasoning = ReadThinking(ChatFields.Object(value, path), path);
                break;
            case "responseModalities" when value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueEquals("TEXT"u8)):
                break;
            default:
                ChatFields.RequireNeutral(value, path);
                break;
        }
    }

    /// <summary>A budget of -1 leaves it to the model.</summary>
    private static ChatReasoning? ReadThinking(JsonElement thinking, string path)
    {
        var budget = GeminiNames.Member(thinking, "thinkingBudget") is { } number ? ChatFields.Count(number, $"{path}.thinkingBudget", -1, RequestValues.LargestOutputLimit) : null;
        var level = GeminiNames.Text(thinking, "thinkingLevel")?.ToLowerInvariant();
        return level is "minimal" or "low" or "medium" or "high" ? new ChatReasoning(level, budget >= 0 ? budget : null)
            : budget >= 0 ? new ChatReasoning(null, budget)
            : null;
    }
}
