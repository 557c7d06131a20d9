using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Turns a schema as Gemini has it, a part of OpenAPI's (vendors/gemini.md, 2.3), into a JSON schema: types in small letters,
/// <c>nullable</c> as a type, whole numbers as numbers, and without what only Google knows.
/// </summary>
internal static class GeminiSchemaReader
{
    public static string Read(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Chat.ChatJson.Options))
        {
            Write(json, schema);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(json);
            return;
        }

        var nullable = schema.TryGetProperty("nullable", out var flag) && flag.ValueKind == JsonValueKind.True;
        json.WriteStartObject();
        foreach (var member in schema.EnumerateObject())
        {
            WriteMember(json, GeminiNames.CamelOf(member.Name), member.Value, nullable);
        }

        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, string name, JsonElement value, bool nullable)
    {
        switch (name)
        {
            case "nullable" or "propertyOrdering" or "example":
                break;
            case "type" when value.ValueKind == JsonValueKind.String:
                WriteType(json, value.GetString()!.ToLowerInvariant(), nullable);
                break;
            case "format" when value.ValueEquals("enum"u8):
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                json.WriteStartObject(name);
                foreach (var property in value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value);
                }

                json.WriteEndObject();
                break;
            case "items":
                json.WritePropertyName(name);
                Write(json, value);
                break;
            case "anyOf" when value.ValueKind == JsonValueKind.Array:
                json.WriteStartArray(name);
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties" when value.ValueKind == JsonValueKind.String:
                // Google's JSON may have large whole numbers as text.
                if (long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    json.WriteNumber(name, number);
                }

                break;
            default:
                json.WritePropertyName(name);
                value.WriteTo(json);
                break;
        }
    }

    private static void WriteType(Utf8JsonWriter json, string type, bool nullable)
    {
        if (type == "type_unspecified")
        {
            return;
        }

        if (!nullable)
        {
            json.WriteString("type", type);
            return;
        }

        json.WriteStartArray("type");
        json.WriteStringValue(type);
        json.WriteStringValue("null");
        json.WriteEndArray();
    }
}
