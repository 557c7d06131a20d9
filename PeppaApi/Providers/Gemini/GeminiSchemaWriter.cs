using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Turns a JSON schema into one that Gemini takes, which refuses what it does not know (vendors/gemini.md, 2.3). References are put
/// in place, types with null become <c>nullable</c>, choices become <c>anyOf</c>, a constant an <c>enum</c> of one; all other
/// words are left out, so that the model may be held to less, never to something else.
/// </summary>
internal sealed class GeminiSchemaWriter
{
    private const int Deepest = 40;

    // References to references can unfold without end.
    private const int Largest = 5_000;
    private static readonly string[] Copied = ["description", "minItems", "maxItems", "minimum", "maximum"];
    private static readonly string[] Formats = ["enum", "date-time", "int32", "int64", "float", "double"];
    private readonly JsonNode? _root;
    private readonly string _field;
    private int _parts;

    private GeminiSchemaWriter(string schema, string field)
    {
        _field = field;
        try
        {
            _root = JsonNode.Parse(schema, documentOptions: new JsonDocumentOptions { MaxDepth = RequestValues.MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw new RequestException(field, $"'{field}' holds a schema that says something twice.", $"{field} 的 schema 中有重复的成员。");
        }
    }

    /// <param name="field">What a refusal names.</param>
    /// <returns>None for a schema that says nothing, or for an object without members.</returns>
    /// <exception cref="RequestException">It refers to itself or to what is not there, or is too large once its references are put in place.</exception>
    public static string? Write(string schema, string field)
    {
        var writer = new GeminiSchemaWriter(schema, field);
        var clean = writer.Clean(writer._root, 0);
        return clean is null || clean.Count == 0 || (IsObject(clean) && clean["properties"] is not JsonObject { Count: > 0 }) ? null : clean.ToJsonString(Json);
    }

    private static JsonSerializerOptions Json { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = RequestValues.MaxDepth };

    private static bool IsObject(JsonObject schema) => Text(schema["type"]) == "object";

    private JsonObject? Clean(JsonNode? node, int depth)
    {
        if (depth > Deepest || ++_parts > Largest)
        {
            throw new RequestException(_field, $"'{_field}' refers to itself, is nested too deeply or too large.", $"{_field} 引用自身、嵌套过深或过大。");
        }

        if (node is not JsonObject schema)
        {
            return null;
        }

        if (Text(schema["$ref"]) is { } reference)
        {
            return Clean(Resolve(reference), depth + 1);
        }

        var clean = new JsonObject();
        WriteType(schema, clean);
        Copy(schema, clean);
        WriteEnum(schema, clean);
        WriteProperties(schema, clean, depth);
        WriteItems(schema, clean, depth);
        WriteChoices(schema["anyOf"] ?? schema["oneOf"], clean, depth);
        foreach (var part in (schema["allOf"] as JsonArray ?? []).Select(part => Clean(part, depth + 1)).OfType<JsonObject>())
        {
            Merge(clean, part);
        }

        return clean;
    }

    private static void WriteType(JsonObject schema, JsonObject clean)
    {
        var types = schema["type"] is JsonArray several ? several.Select(Text).OfType<string>().ToList() : [.. new[] { Text(schema["type"]) }.OfType<string>()];
        if (types.Remove("null"))
        {
            clean["nullable"] = true;
        }

        if (types.Count == 1)
        {
            clean["type"] = types[0];
        }
        else if (types.Count > 1)
        {
            clean["anyOf"] = new JsonArray([.. types.Select(type => (JsonNode)new JsonObject { ["type"] = type })]);
        }
        else if (schema["properties"] is JsonObject || schema["items"] is JsonObject)
        {
            clean["type"] = schema["properties"] is JsonObject ? "object" : "array";
        }
    }

    private static void Copy(JsonObject schema, JsonObject clean)
    {
        foreach (var name in Copied)
        {
            if (schema[name] is { } value)
            {
                clean[name] = value.DeepClone();
            }
        }

        if (Text(schema["format"]) is { } format && Formats.Contains(format))
        {
            clean["format"] = format;
        }
    }

    private static void WriteEnum(JsonObject schema, JsonObject clean)
    {
        var values = schema["enum"] as JsonArray ?? (schema["const"] is { } constant ? [constant.DeepClone()] : []);
        var texts = values.Select(Text).OfType<string>().ToList();
        // Only texts may be listed, and null is said otherwise.
        if (texts.Count > 0 && texts.Count == values.Count(value => value is not null))
        {
            clean["type"] = "string";
            clean["enum"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]);
            if (texts.Count < values.Count)
            {
                clean["nullable"] = true;
            }
        }
    }

    private void WriteProperties(JsonObject schema, JsonObject clean, int depth)
    {
        if (schema["properties"] is not JsonObject properties)
        {
            return;
        }

        var kept = new JsonObject();
        foreach (var (name, property) in properties)
        {
            if (Clean(property, depth + 1) is { } part)
            {
                kept[name] = part;
            }
        }

        clean["properties"] = kept;
        var required = (schema["required"] as JsonArray ?? []).Select(Text).OfType<string>().Where(kept.ContainsKey).ToList();
        if (required.Count > 0)
        {
            clean["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        }
    }

    private void WriteItems(JsonObject schema, JsonObject clean, int depth)
    {
        if (Text(clean["type"]) == "array")
        {
            // Gemini will have the items described.
            clean["items"] = Clean(schema["items"], depth + 1) ?? new JsonObject { ["type"] = "string" };
        }
    }

    private void WriteChoices(JsonNode? choices, JsonObject clean, int depth)
    {
        if (choices is not JsonArray variants)
        {
            return;
        }

        var parts = new List<JsonObject>();
        foreach (var variant in variants)
        {
            if (Text(variant?["type"]) == "null")
            {
                clean["nullable"] = true;
            }
            else if (Clean(variant, depth + 1) is { } part)
            {
                parts.Add(part);
            }
        }

        if (parts.Count == 1)
        {
            Merge(clean, parts[0]);
        }
        else if (parts.Count > 1)
        {
            clean["anyOf"] = new JsonArray([.. parts]);
        }
    }

    /// <summary>What both say of members and which of them are required is put together; else the first one's word counts.</summary>
    private static void Merge(JsonObject clean, JsonObject part)
    {
        foreach (var (name, value) in part.ToList())
        {
            part.Remove(name);
            if (name == "properties" && clean[name] is JsonObject known && value is JsonObject more)
            {
                Merge(known, more);
            }
            else if (name == "required" && clean[name] is JsonArray list && value is JsonArray others)
            {
                others.Select(Text).OfType<string>().Except(list.Select(Text)).ToList().ForEach(other => list.Add(other));
            }
            else if (!clean.ContainsKey(name))
            {
                clean[name] = value;
            }
        }
    }

    private JsonNode Resolve(string reference)
    {
        var node = reference.StartsWith('#') ? _root : null;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node is JsonObject holder ? holder[Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] : null;
        }

        return node ?? throw RequestException.NotCarried($"{_field}.$ref");
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
