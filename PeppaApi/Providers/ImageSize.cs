using System.Buffers.Binary;

namespace PeppaApi.Providers;

/// <summary>Width and height of a picture from the first bytes of its file: PNG, GIF, JPEG and WebP.</summary>
public static class ImageSize
{
    // Enough for the headers of every kind; a JPEG may carry a preview before its size.
    private const int LargestHeader = 256 * 1024;

    /// <summary>The size of the picture in a <c>data:</c> address, or <see langword="null"/> if it cannot be told.</summary>
    public static (int Width, int Height)? OfDataUrl(ReadOnlySpan<char> url)
    {
        var comma = url.IndexOf(',');
        if (!url.StartsWith("data:") || comma < 0 || !url[..comma].EndsWith(";base64"))
        {
            return null;
        }

        var text = url[(comma + 1)..];
        text = text[..(Math.Min(text.Length, LargestHeader) / 4 * 4)];
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64Chars(text, bytes, out var length) ? Of(bytes.AsSpan(0, length)) : null;
    }

    public static (int Width, int Height)? Of(ReadOnlySpan<byte> file)
    {
        var size =
            file.Length >= 24 && file[1..4].SequenceEqual("PNG"u8) ? (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]))
            : file.Length >= 10 && file.StartsWith("GIF8"u8) ? (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]))
            : file.Length >= 30 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8) ? WebP(file)
            : file.Length >= 4 && file[0] == 0xFF && file[1] == 0xD8 ? Jpeg(file)
            : ((int, int)?)null;
        return size is { Item1: > 0, Item2: > 0 } ? size : null;
    }

    private static (int, int)? WebP(ReadOnlySpan<byte> file)
    {
        var kind = file[12..16];
        if (kind.SequenceEqual("VP8X"u8))
        {
            return (1 + UInt24(file[24..]), 1 + UInt24(file[27..]));
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(file[21..]);
            return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return kind.SequenceEqual("VP8 "u8)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(file[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(file[28..]) & 0x3FFF)
            : null;
    }

    private static (int, int)? Jpeg(ReadOnlySpan<byte> file)
    {
        var position = 2;
        while (position + 9 < file.Length && file[position] == 0xFF)
        {
            var marker = file[position + 1];
            // A start-of-frame segment holds the size; C4, C8 and CC are other things.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(file[(position + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(position + 5)..]));
            }

            position += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(position + 2)..]);
        }

        return null;
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
