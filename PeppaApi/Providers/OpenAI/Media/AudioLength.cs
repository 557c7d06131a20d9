using System.Buffers.Binary;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>
/// The length of a recording from the heads of its file: WAV, MP3, FLAC, Ogg and MP4. Reads a bounded number of places and decodes
/// nothing; what it cannot tell is <see langword="null"/>.
/// </summary>
internal static class AudioLength
{
    // More would be no head of a recording but an attempt to keep the relay busy.
    private const int MostSteps = 2_000;
    private const long Longest = 1_000L * 3_600 * 1_000;

    /// <summary>Milliseconds, rounded up.</summary>
    public static long? Of(ReadOnlySpan<byte> file)
    {
        var length =
            file.StartsWith("RIFF"u8) ? Wave(file)
            : file.StartsWith("fLaC"u8) ? Flac(file)
            : file.StartsWith("OggS"u8) ? Ogg(file)
            : file.Length > 12 && file[4..8].SequenceEqual("ftyp"u8) ? Mp4(file)
            : Mp3Length.Of(file);
        return length is > 0 and <= Longest ? length : null;
    }

    internal static long? Time(long count, long perSecond) => perSecond > 0 && count is >= 0 and < long.MaxValue / 2_000 ? ((count * 1_000) + perSecond - 1) / perSecond : null;

    private static long? Wave(ReadOnlySpan<byte> file)
    {
        long bytesPerSecond = 0;
        var position = 12L;
        for (var step = 0; step < MostSteps && position + 8 <= file.Length; step++)
        {
            var chunk = file[(int)position..];
            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("fmt "u8) && chunk.Length >= 20)
            {
                bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(chunk[16..]);
            }
            else if (chunk.StartsWith("data"u8))
            {
                // A size that was never filled in is that of the rest of the file.
                return Time(Math.Min(size, chunk.Length - 8), bytesPerSecond);
            }

            position += 8 + size + (size & 1);
        }

        return null;
    }

    private static long? Flac(ReadOnlySpan<byte> file)
    {
        if (file.Length < 26 || (file[4] & 0x7F) != 0)
        {
            return null;
        }

        // STREAMINFO: 20 bits of rate, 8 of channels and depth, 36 of samples.
        var bits = BinaryPrimitives.ReadUInt64BigEndian(file[18..]);
        return Time((long)(bits & 0xF_FFFF_FFFF), (long)(bits >> 44)) is > 0 and var length ? length : null;
    }

    private static long? Ogg(ReadOnlySpan<byte> file)
    {
        var head = file[..Math.Min(file.Length, 200)];
        var vorbis = head.IndexOf("\u0001vorbis"u8);
        var rate = head.IndexOf("OpusHead"u8) >= 0 ? 48_000
            : vorbis >= 0 && vorbis + 16 <= head.Length ? BinaryPrimitives.ReadUInt32LittleEndian(head[(vorbis + 12)..])
            : 0L;
        // The last page says how many samples there are.
        var last = file.LastIndexOf("OggS"u8);
        return last + 14 <= file.Length ? Time(BinaryPrimitives.ReadInt64LittleEndian(file[(last + 6)..]), rate) : null;
    }

    private static long? Mp4(ReadOnlySpan<byte> file)
    {
        var (position, end) = (0L, (long)file.Length);
        for (var step = 0; step < MostSteps && position + 8 <= end; step++)
        {
            var box = file[(int)position..];
            long size = BinaryPrimitives.ReadUInt32BigEndian(box);
            var kind = box[4..8];
            size = size == 1 && box.Length >= 16 ? BinaryPrimitives.ReadInt64BigEndian(box[8..]) : size == 0 ? box.Length : size;
            if (kind.SequenceEqual("mvhd"u8))
            {
                return MovieHead(box);
            }

            if (size < 8)
            {
                return null;
            }

            // The head of the movie is the first thing inside.
            position += kind.SequenceEqual("moov"u8) ? 8 : Math.Min(size, end);
        }

        return null;
    }

    private static long? MovieHead(ReadOnlySpan<byte> box)
    {
        var isLong = box.Length > 8 && box[8] == 1;
        return box.Length < 40 ? null
            : isLong ? Time(BinaryPrimitives.ReadInt64BigEndian(box[32..]), BinaryPrimitives.ReadUInt32BigEndian(box[28..]))
            : Time(BinaryPrimitives.ReadUInt32BigEndian(box[24..]), BinaryPrimitives.ReadUInt32BigEndian(box[20..]));
    }
}
