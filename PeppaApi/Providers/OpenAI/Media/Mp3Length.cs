using System.Buffers.Binary;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>The length of an MP3: by the count of frames that files of varying rate carry in their first, else by the rate of the first.</summary>
internal static class Mp3Length
{
    private const int FurthestFrame = 64 * 1024;
    private static readonly int[] Rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] Rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] Samples = [44_100, 48_000, 32_000];

    public static long? Of(ReadOnlySpan<byte> file)
    {
        var start = AfterTag(file);
        if (start >= file.Length)
        {
            return null;
        }

        var sound = file[start..];
        var reach = Math.Min(sound.Length, FurthestFrame) - 4;
        for (var i = 0; i < reach; i++)
        {
            if (sound[i] == 0xFF && (sound[i + 1] & 0xE0) == 0xE0 && Frame(sound[i..]) is { } length)
            {
                return length;
            }
        }

        return null;
    }

    /// <summary>Passes over the tag with title and pictures that may stand before the sound.</summary>
    private static int AfterTag(ReadOnlySpan<byte> file) => file.Length > 10 && file.StartsWith("ID3"u8)
        ? 10 + ((file[6] & 0x7F) << 21 | (file[7] & 0x7F) << 14 | (file[8] & 0x7F) << 7 | (file[9] & 0x7F))
        : 0;

    private static long? Frame(ReadOnlySpan<byte> frame)
    {
        var (version, layer, rate, sampling) = ((frame[1] >> 3) & 3, (frame[1] >> 1) & 3, frame[2] >> 4, (frame[2] >> 2) & 3);
        // Layer III of version 1, 2 or 2.5, with a rate and a sampling that exist.
        if (layer != 1 || version == 1 || rate is 0 or 15 || sampling == 3)
        {
            return null;
        }

        var isFirst = version == 3;
        long samplesPerSecond = Samples[sampling] / (isFirst ? 1 : version == 2 ? 2 : 4);
        var kilobits = (isFirst ? Rates1 : Rates2)[rate];
        var isMono = frame[3] >> 6 == 3;
        var side = 4 + (isFirst ? (isMono ? 17 : 32) : (isMono ? 9 : 17));
        if (CountOfFrames(frame, side) is { } frames)
        {
            return AudioLength.Time(frames * (isFirst ? 1_152 : 576), samplesPerSecond);
        }

        return AudioLength.Time(frame.Length, kilobits * 125L);
    }

    private static long? CountOfFrames(ReadOnlySpan<byte> frame, int side)
    {
        if (frame.Length >= side + 12 && (frame[side..].StartsWith("Xing"u8) || frame[side..].StartsWith("Info"u8)) && (frame[side + 7] & 1) == 1)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(frame[(side + 8)..]);
        }

        return frame.Length >= 54 && frame[36..].StartsWith("VBRI"u8) ? BinaryPrimitives.ReadUInt32BigEndian(frame[50..]) : null;
    }
}
