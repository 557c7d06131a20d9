using System.Text.Encodings.Web;
using System.Text.Json;

namespace PeppaApi.Providers.Chat;

/// <summary>How translated bodies are written.</summary>
internal static class ChatJson
{
    /// <summary>Letters of other scripts as they are: these bodies are never shown as HTML. Depth and names were checked when they were read.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = RequestValues.MaxDepth };

    /// <summary>The schema of a function without arguments, for dialects that want one.</summary>
    public const string NoArguments = """{"type":"object","properties":{}}""";

    public static void StringIfAny(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    /// <summary>JSON that was read as text and is known to be sound.</summary>
    public static void RawIfAny(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(text, skipInputValidation: true);
        }
    }

    /// <summary>Functions for dialects that want a description and a schema of each.</summary>
    public static void Functions(Utf8JsonWriter json, string name, List<ChatTool> tools)
    {
        json.WriteStartArray(name);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description ?? tool.Name);
            RawIfAny(json, "parameters", tool.Schema ?? NoArguments);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Arguments as a model wrote them: an object, or an empty one where they are none.</summary>
    public static void Arguments(Utf8JsonWriter json, string name, string arguments)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(IsObject(arguments) ? arguments : "{}", skipInputValidation: true);
    }

    /// <summary>JSON without blanks between its parts.</summary>
    public static string Compact(JsonElement value) => JsonSerializer.Serialize(value, Relaxed);

    public static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
