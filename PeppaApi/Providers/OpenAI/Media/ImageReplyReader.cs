using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Counts the pictures of a reply, and reads what it says of size, quality and tokens.</summary>
internal static class ImageReplyReader
{
    public static ReplyReading Read(ImageRequest request, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Read(request, ref reader) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static ReplyReading Read(ImageRequest request, ref Utf8JsonReader reader)
    {
        var (isReply, hasError, sound) = (false, false, true);
        var (pictures, usage) = (0L, default(MediaUsage));
        string? size = null, quality = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueTextEquals("data"u8) ? 'd' : reader.ValueTextEquals("usage"u8) ? 'u' : reader.ValueTextEquals("error"u8) ? 'e'
                : reader.ValueTextEquals("size"u8) ? 's' : reader.ValueTextEquals("quality"u8) ? 'q' : ' ';
            reader.Read();
            if (name == 'd' && reader.TokenType == JsonTokenType.StartArray)
            {
                isReply = true;
                pictures = CountPictures(ref reader);
            }
            else if (name == 'u' && reader.TokenType == JsonTokenType.StartObject)
            {
                sound = MediaUsage.TryRead(ref reader, out usage);
            }
            else
            {
                hasError |= name == 'e' && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                size = name == 's' && reader.TokenType == JsonTokenType.String ? reader.GetString() : size;
                quality = name == 'q' && reader.TokenType == JsonTokenType.String ? reader.GetString() : quality;
                reader.Skip();
            }
        }

        return new ReplyReading(isReply, hasError, Report(request, pictures, sound ? usage : default, size, quality))
        {
            Variant = request.VariantOf(size, quality),
            Counted = request.TokensMatter && !usage.HasTokens,
        };
    }

    /// <summary>Tokens as reported; where they are not, as the table has them. Never more pictures than were asked for.</summary>
    internal static UsageReport Report(ImageRequest request, long pictures, in MediaUsage usage, string? size, string? quality)
    {
        var made = Math.Min(pictures, request.Asked);
        return (usage.HasTokens
            ? usage.Report(pictures: true)
            : request.TokensMatter ? new UsageReport { UncachedInput = request.InputGuess, ImageOutput = made * request.TokensOf(size, quality) }
            : default) with
        { Images = made };
    }

    private static long CountPictures(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var count = 0L;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 2
                && (reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("b64_json"u8)))
            {
                reader.Read();
                count += reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 ? 1 : 0;
            }
        }

        return count;
    }
}
