using System.Buffers.Text;
using System.Text.Json;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Passes over messages and their blocks, and notes the pictures in them. Documents count as text, byte by byte: there are pages in them.</summary>
internal static class AnthropicBlockScanner
{
    public static void ScanMessages(ref Utf8JsonReader reader, AnthropicRequest request)
    {
        RequestException.Require(reader.TokenType == JsonTokenType.StartArray, "messages", "'messages' must be an array.", "messages 必须是数组。");
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Wrong($"messages[{count}]");
            }

            ScanMessage(ref reader, request, count++);
        }

        RequestException.Require(count > 0, "messages", "'messages' must not be empty.", "messages 不能为空。");
        request.HasMessages = true;
    }

    private static void ScanMessage(ref Utf8JsonReader reader, AnthropicRequest request, int index)
    {
        var (hasRole, hasContent) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                hasRole = reader.TokenType == JsonTokenType.String
                    && (reader.ValueTextEquals("user"u8) || reader.ValueTextEquals("assistant"u8) || reader.ValueTextEquals("system"u8));
                reader.Skip();
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                hasContent = ScanContent(ref reader, request, index);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (!hasRole || !hasContent)
        {
            throw Wrong($"messages[{index}].{(hasRole ? "content" : "role")}");
        }
    }

    /// <returns>Whether it is text or blocks.</returns>
    private static bool ScanContent(ref Utf8JsonReader reader, AnthropicRequest request, int index)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var isText = reader.TokenType == JsonTokenType.String;
            reader.Skip();
            return isText;
        }

        var sound = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ScanBlock(ref reader, request, index);
            }
            else
            {
                sound = false;
                reader.Skip();
            }
        }

        return sound;
    }

    private static void ScanBlock(ref Utf8JsonReader reader, AnthropicRequest request, int index)
    {
        var (isImage, hasType, bytes) = (false, false, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                hasType = reader.TokenType == JsonTokenType.String;
                isImage = hasType && reader.ValueTextEquals("image"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                reader.Read();
                bytes = ScanSource(ref reader, index);
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                // What a tool gave may hold pictures, too.
                reader.Read();
                ScanContent(ref reader, request, index);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (!hasType)
        {
            throw Wrong($"messages[{index}].content.type");
        }

        if (isImage)
        {
            request.Images++;
            request.MediaBytes += bytes;
        }
    }

    /// <returns>Bytes of base64.</returns>
    private static int ScanSource(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return 0;
        }

        var (bytes, isBase64, isSound) = (0, false, true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isData, isType) = (reader.ValueTextEquals("data"u8), reader.ValueTextEquals("type"u8));
            reader.Read();
            if (isType)
            {
                isBase64 = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("base64"u8);
            }
            else if (isData && reader.TokenType == JsonTokenType.String)
            {
                bytes = reader.ValueSpan.Length;
                isSound = reader.ValueIsEscaped || (bytes > 0 && Base64.IsValid(reader.ValueSpan));
            }

            reader.Skip();
        }

        if (isBase64 && !isSound)
        {
            throw new RequestException($"messages[{index}].content.source.data", $"'messages[{index}].content.source.data' is no base64.", $"messages[{index}].content.source.data 不是有效的 base64。");
        }

        return isBase64 ? bytes : 0;
    }

    private static RequestException Wrong(string field) => new(field, $"'{field}' is missing or wrong.", $"{field} 缺失或不正确。");
}
