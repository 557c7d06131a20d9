using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>The fields that the relay reads; all others pass through unseen.</summary>
internal enum GeminiField
{
    None,
    Model,
    Contents,
    Content,
    Requests,
    GenerateContentRequest,
    SystemInstruction,
    GenerationConfig,
    Tools,
    CachedContent,
    MaxOutputTokens,
    CandidateCount,
    Role,
    Parts,
    InlineData,
    FileData,
    MimeType,
    Data,
    FileUri,
    FunctionDeclarations,
    UrlContext,
}

internal static class GeminiRequestFields
{
    private static readonly string[] Names =
    [
        "", "model", "contents", "content", "requests", "generateContentRequest", "systemInstruction", "generationConfig", "tools", "cachedContent", "maxOutputTokens",
        "candidateCount", "role", "parts", "inlineData", "fileData", "mimeType", "data", "fileUri", "functionDeclarations", "urlContext",
    ];

    private static readonly byte[][] Camel = [.. Names.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] Snake = [.. Names.Select(name => Encoding.UTF8.GetBytes(GeminiNames.SnakeOf(name)))];

    public static string Name(GeminiField field) => Names[(int)field];

    /// <summary>The field whose name the reader stands on, in either spelling and however it is escaped.</summary>
    public static GeminiField Find(ref Utf8JsonReader reader)
    {
        for (var i = 1; i < Camel.Length; i++)
        {
            if (reader.ValueTextEquals(Camel[i]) || reader.ValueTextEquals(Snake[i]))
            {
                return (GeminiField)i;
            }
        }

        return GeminiField.None;
    }
}

/// <summary>
/// Notes which fields of one object came. One that comes twice, be it in two spellings, is refused: the relay and the upstream
/// might each believe another of the two.
/// </summary>
internal struct SeenGeminiFields
{
    private int _seen;

    public void Add(GeminiField field, string path)
    {
        var bit = 1 << (int)field;
        if (field != GeminiField.None && (_seen & bit) != 0)
        {
            var name = path + GeminiRequestFields.Name(field);
            throw new RequestException(name, $"'{name}' comes twice.", $"{name} 重复出现。");
        }

        _seen |= bit;
    }

    public readonly bool Has(GeminiField field) => (_seen & (1 << (int)field)) != 0;
}
