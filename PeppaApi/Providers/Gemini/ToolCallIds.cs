using System.Buffers.Text;
using System.Text;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Ids of tool calls for clients of other dialects, where Gemini has none. The seal that the newest models want back with a call
/// (vendors/gemini.md, 2.1) has no place in other dialects: it travels in the id, which every client gives back as it came.
/// </summary>
internal static class ToolCallIds
{
    private const string Start = "call_";
    private const string SealMark = "_seal_";

    /// <param name="reply">The upstream's name for the reply, which sets its calls apart from those of earlier turns.</param>
    /// <param name="signature">The seal, in base64.</param>
    public static string Create(string reply, int number, string? signature)
    {
        var name = new StringBuilder(Start);
        foreach (var letter in reply.AsSpan(0, Math.Min(reply.Length, 32)))
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        }

        name.Append('_').Append(number);
        return signature is null || Seal(signature) is not { } seal ? name.ToString() : name.Append(SealMark).Append(seal).ToString();
    }

    /// <summary>The seal in an id, as the vendor gave it; none in the id of another vendor.</summary>
    public static string? SignatureIn(string id)
    {
        var mark = id.StartsWith(Start, StringComparison.Ordinal) ? id.IndexOf(SealMark, StringComparison.Ordinal) : -1;
        return mark >= 0 && Unseal(id.AsSpan(mark + SealMark.Length)) is { } bytes ? Convert.ToBase64String(bytes) : null;
    }

    /// <summary>Other dialects allow only the letters of the web's base64 in an id.</summary>
    private static string? Seal(string signature)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length) ? Base64Url.EncodeToString(bytes.AsSpan(0, length)) : null;
    }

    private static byte[]? Unseal(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var length) ? bytes[..length] : null;
    }
}
