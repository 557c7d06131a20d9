using System.Buffers.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>The texts in a field that is a text, a list of texts, or a list of objects with texts.</summary>
internal static class InputTexts
{
    private const long TokensOfPicture = 1_000;

    public static long Count(TokenCounter counter, string model, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        var total = 0L;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                total += IsAddress(reader.ValueSpan) && reader.CurrentDepth > 1 ? TokensOfPicture : counter.CountText(model, reader.GetString()!);
            }
        }

        return total;
    }

    /// <summary>Bytes of pictures in the field. What claims to be base64 must be.</summary>
    public static int CheckMedia(string name, in FieldValue value)
    {
        if (value.Kind != FieldKind.List)
        {
            return 0;
        }

        var reader = new Utf8JsonReader(value.Raw, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        var bytes = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.CurrentDepth > 1 && reader.ValueSpan.StartsWith("data:"u8))
            {
                RequireBase64(name, reader.ValueSpan);
                bytes += reader.ValueSpan.Length;
            }
        }

        return bytes;
    }

    public static void RequireBase64(string name, ReadOnlySpan<byte> address)
    {
        var comma = address.IndexOf((byte)',');
        RequestException.Require(
            comma > 0 && address[..comma].EndsWith(";base64"u8) && Base64.IsValid(address[(comma + 1)..], out var length) && length > 0,
            name, $"'{name}' holds a data: address that is no valid base64.", $"{name} 中的 data: 地址不是有效的 base64。");
    }

    private static bool IsAddress(ReadOnlySpan<byte> text) => text.StartsWith("data:"u8) || text.StartsWith("http"u8);
}
