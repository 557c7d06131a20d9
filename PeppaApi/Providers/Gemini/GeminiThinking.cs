using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>How much a translated request lets the model think (vendors/gemini.md, 2.2 and 2.5). Models that do not think would refuse the field.</summary>
internal static class GeminiThinking
{
    private const long LeastOfPro = 128;
    private const long MostOfPro = 32_768;
    private const long LeastOfLite = 512;
    private const long Most = 24_576;

    public static void Write(Utf8JsonWriter json, ChatRequest request, string model)
    {
        if (request.Reasoning is not { } reasoning || Generation(model) is not { } generation || generation < 2.5)
        {
            return;
        }

        var isPro = model.Contains("-pro", StringComparison.Ordinal);
        json.WriteStartObject("thinkingConfig");
        json.WriteBoolean("includeThoughts", !reasoning.Off);
        if (generation >= 3)
        {
            json.WriteString("thinkingLevel", LevelOf(reasoning, isPro));
        }
        else
        {
            json.WriteNumber("thinkingBudget", BudgetOf(reasoning, isPro, model.Contains("-lite", StringComparison.Ordinal), request.OutputLimit));
        }

        json.WriteEndObject();
    }

    /// <summary>These models cannot stop thinking: the least is the nearest.</summary>
    private static string LevelOf(ChatReasoning reasoning, bool isPro) => reasoning.ToEffort() switch
    {
        "none" or "minimal" => isPro ? "low" : "minimal",
        "low" => "low",
        "medium" => "medium",
        _ => "high",
    };

    private static long BudgetOf(ChatReasoning reasoning, bool isPro, bool isLite, long? limit)
    {
        if (reasoning.Off && !isPro)
        {
            return 0;
        }

        // Thoughts count against the output limit: half is left for the answer.
        var wanted = limit is { } most ? Math.Min(reasoning.ToBudget(), most / 2) : reasoning.ToBudget();
        return isPro ? Math.Clamp(wanted, LeastOfPro, MostOfPro) : Math.Clamp(wanted, isLite ? LeastOfLite : 0, Most);
    }

    private static double? Generation(string model)
    {
        const string Family = "gemini-";
        var start = model.LastIndexOf(Family, StringComparison.Ordinal);
        if (start < 0 || model.Contains("image", StringComparison.Ordinal))
        {
            return null;
        }

        var number = model[(start + Family.Length)..].Split('-')[0];
        return double.TryParse(number, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var generation) ? generation : null;
    }
}
