using System.Text.Json;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>What must be known of the larger fields of a request.</summary>
internal static class ResponsesFields
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = RequestValues.MaxDepth };

    /// <summary>Pictures in the input, wherever they lie.</summary>
    public static int CountImages(in FieldValue input)
    {
        var count = 0;
        if (input.Kind == FieldKind.List)
        {
            var reader = new Utf8JsonReader(input.Raw, Options);
            while (reader.Read())
            {
                count += reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("input_image"u8) ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Tools, or a format with a schema, of which nobody needs too many or too deep.</summary>
    public static void CheckSize(string name, in FieldValue value)
    {
        if (value.Kind is FieldKind.List or FieldKind.Object)
        {
            var reader = new Utf8JsonReader(value.Raw, Options);
            reader.Read();
            RequestValues.SkipTools(ref reader, name);
        }
    }

    /// <summary>Whether the vendor itself may search, compute or paint, for which it may ask a price beside the tokens.</summary>
    public static bool HasVendorTools(in FieldValue tools)
    {
        RequestException.Require(tools.Kind == FieldKind.List, "tools", "'tools' must be a list.", "tools 必须是列表。");
        var reader = new Utf8JsonReader(tools.Raw, Options);
        var found = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                found |= reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals("function"u8) && !reader.ValueTextEquals("custom"u8);
            }
        }

        return found;
    }
}
