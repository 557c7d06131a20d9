using System.Buffers.Text;
using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Passes over contents and their parts, and notes the pictures in them. Sound, films and documents count as text, byte by byte,
/// and as one picture more: they are never more than that.
/// </summary>
internal static class GeminiContentScanner
{
    /// <summary>The most that a model reads: what a file counts for that only the upstream can see.</summary>
    public const long Window = 1_048_576;

    public static void ScanContents(ref Utf8JsonReader reader, GeminiRequest request, string name)
    {
        GeminiRequestReader.RequireArray(ref reader, name);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ScanContent(ref reader, request, name, count++);
        }

        RequestException.Require(count > 0, name, $"'{name}' must not be empty.", $"{name} 不能为空。");
    }

    /// <param name="index">Its place in a list, if it is in one.</param>
    public static void ScanContent(ref Utf8JsonReader reader, GeminiRequest request, string name, int? index = null)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(Place(name, index), "an object", "对象");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = GeminiRequestFields.Find(ref reader);
            reader.Read();
            if (field == GeminiField.Role && index is not null)
            {
                var known = reader.TokenType == JsonTokenType.Null
                    || (reader.TokenType == JsonTokenType.String
                        && (reader.ValueTextEquals("user"u8) || reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("function"u8) || reader.ValueTextEquals(""u8)));
                if (!known)
                {
                    throw Wrong($"{Place(name, index)}.role", "'user' or 'model'", "user 或 model");
                }
            }
            else if (field == GeminiField.Parts && reader.TokenType != JsonTokenType.Null)
            {
                ScanParts(ref reader, request, name, index);
                continue;
            }

            reader.Skip();
        }
    }

    private static void ScanParts(ref Utf8JsonReader reader, GeminiRequest request, string name, int? index)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong($"{Place(name, index)}.parts", "an array", "数组");
        }

        for (var part = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; part++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong($"{Place(name, index)}.parts[{part}]", "an object", "对象");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = GeminiRequestFields.Find(ref reader);
                reader.Read();
                if (field is GeminiField.InlineData or GeminiField.FileData && reader.TokenType == JsonTokenType.StartObject)
                {
                    var media = ScanMedia(ref reader);
                    if (!media.IsSound)
                    {
                        var place = $"{Place(name, index)}.parts[{part}].inlineData.data";
                        throw new RequestException(place, $"'{place}' is no base64.", $"{place} 不是有效的 base64。");
                    }

                    Note(request, field, media);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    private static void Note(GeminiRequest request, GeminiField field, in Media media)
    {
        request.Images++;
        request.MediaBytes += media.IsImage ? media.Bytes : 0;
        request.FetchedInput += field == GeminiField.FileData && !media.IsImage ? Window : 0;
    }

    private static Media ScanMedia(ref Utf8JsonReader reader)
    {
        var media = new Media { IsSound = true };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = GeminiRequestFields.Find(ref reader);
            reader.Read();
            if (field == GeminiField.MimeType && reader.TokenType == JsonTokenType.String)
            {
                // One that comes twice may be believed either way: then it is no picture.
                media.IsImage = !media.HasType && reader.ValueSpan.StartsWith("image/"u8);
                media.HasType = true;
            }
            else if (field == GeminiField.Data)
            {
                media.Bytes = reader.TokenType == JsonTokenType.String ? reader.ValueSpan.Length : 0;
                media.IsSound = media.Bytes > 0 && (reader.ValueIsEscaped || Base64.IsValid(reader.ValueSpan) || Base64Url.IsValid(reader.ValueSpan));
            }

            reader.Skip();
        }

        return media;
    }

    private static string Place(string name, int? index) => index is { } number ? $"{name}[{number}]" : name;

    private static RequestException Wrong(string field, string wanted, string wantedZh) => new(field, $"'{field}' must be {wanted}.", $"{field} 必须是{wantedZh}。");

    private struct Media
    {
        public bool IsImage;
        public bool HasType;
        public bool IsSound;
        public int Bytes;
    }
}
