using System.Buffers.Text;

namespace PeppaApi.Providers.Midjourney;

/// <summary>Tells a picture, sent as <c>data:image/png;base64,...</c>, by the first bytes that it stands for.</summary>
internal static class MjPicture
{
    private const int Head = 16;

    public static bool Is(string url)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) || !url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var data = url.AsSpan(comma + 1);
        Span<byte> head = stackalloc byte[Head];
        var start = data[..Math.Min(data.Length - (data.Length % 4), Head)];
        return Base64.IsValid(data) && Convert.TryFromBase64Chars(start, head, out var length) && IsKnown(head[..length]);
    }

    private static bool IsKnown(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || head.StartsWith("GIF8"u8) || head.StartsWith("BM"u8) || (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8));
}
