using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Pictures named in a JSON body: an address, a <c>data:</c> address or a file's id each.</summary>
internal static class ImageReferences
{
    /// <summary>How many there are. What claims to be base64 must be.</summary>
    public static int Count(string name, in FieldValue value, ImageRequest request)
    {
        var reader = new Utf8JsonReader(value.Kind == FieldKind.Text ? [] : value.Raw);
        if (value.Kind == FieldKind.Text)
        {
            CheckData(name, value.Raw, request);
            return 1;
        }

        var count = value.Kind == FieldKind.Object ? 1 : 0;
        while (reader.Read())
        {
            count += value.Kind == FieldKind.List && reader.CurrentDepth == 1 && reader.TokenType is (JsonTokenType.StartObject or JsonTokenType.String) ? 1 : 0;
            if (reader.TokenType == JsonTokenType.String)
            {
                CheckData(name, reader.ValueSpan, request);
            }
        }

        return count;
    }

    private static void CheckData(string name, ReadOnlySpan<byte> text, ImageRequest request)
    {
        if (!text.StartsWith("data:"u8))
        {
            return;
        }

        request.NoteMedia(text.Length);
        InputTexts.RequireBase64(name, text);
    }
}
