using System.Buffers.Binary;
using System.Text;
using PeppaApi.Providers.OpenAI.Media;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.OpenAI.Media;

public sealed class AudioLengthTests
{
    [Fact]
    public void Wave_ByItsRate() => Assert.Equal(1_234, AudioLength.Of(Forms.Wave(1_234)));

    [Fact]
    public void Wave_SizeNeverFilledIn_IsThatOfTheFile()
    {
        var file = Forms.Wave(500);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), uint.MaxValue);
        Assert.Equal(500, AudioLength.Of(file));
    }

    [Fact]
    public void Mp3_OfOneRate_ByItsBytes()
    {
        // 128 kbit/s, 44.1 kHz: 16,000 bytes a second, after a tag of 20 bytes.
        var file = new byte[30 + 32_000];
        "ID3"u8.CopyTo(file);
        file[9] = 20;
        new byte[] { 0xFF, 0xFB, 0x90, 0x00 }.CopyTo(file.AsSpan(30));
        Assert.Equal(2_000, AudioLength.Of(file));
    }

    [Fact]
    public void Mp3_OfVaryingRate_ByItsFrames()
    {
        var file = new byte[2_000];
        new byte[] { 0xFF, 0xFB, 0x90, 0x00 }.CopyTo(file.AsSpan());
        "Xing"u8.CopyTo(file.AsSpan(36));
        file[43] = 1;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(44), 1_000);
        // 1,000 frames of 1,152 samples at 44.1 kHz.
        Assert.Equal(26_123, AudioLength.Of(file));
    }

    [Fact]
    public void Flac_ByItsSamples()
    {
        var file = new byte[60];
        "fLaC"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(18), (48_000UL << 44) | 96_000);
        Assert.Equal(2_000, AudioLength.Of(file));
    }

    [Fact]
    public void Opus_ByItsLastPage()
    {
        var file = new byte[400];
        "OggS"u8.CopyTo(file);
        "OpusHead"u8.CopyTo(file.AsSpan(28));
        "OggS"u8.CopyTo(file.AsSpan(300));
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(306), 144_000);
        Assert.Equal(3_000, AudioLength.Of(file));
    }

    [Fact]
    public void Mp4_ByTheHeadOfTheMovie()
    {
        var file = new byte[200];
        Box(file, 0, 16, "ftyp");
        Box(file, 16, 40, "mdat");
        Box(file, 56, 144, "moov");
        Box(file, 64, 108, "mvhd");
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(64 + 20), 1_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(64 + 24), 4_321);
        Assert.Equal(4_321, AudioLength.Of(file));
    }

    [Fact]
    public void Anything_CutOrScrambled_IsUnknownOrBoundedButNeverAFault()
    {
        var random = new Random(5);
        byte[][] heads = [Forms.Wave(20), [0xFF, 0xFB, 0x90, 0x00], Encoding.Latin1.GetBytes("fLaC"), Encoding.Latin1.GetBytes("OggS\0\0\0OpusHead"), Encoding.Latin1.GetBytes("\0\0\0\u0010ftypisom\0\0\0\0\0\0\0\u0008moov"), Encoding.Latin1.GetBytes("ID3\u0004\0\0\u007f\u007f\u007f\u007f")];
        for (var round = 0; round < 20_000; round++)
        {
            var file = new byte[random.Next(0, 300)];
            random.NextBytes(file);
            var head = heads[round % heads.Length];
            head.AsSpan(0, Math.Min(head.Length, file.Length)).CopyTo(file);
            if (file.Length > 0 && round % 3 == 0)
            {
                file[random.Next(file.Length)] ^= 0xFF;
            }

            Assert.True(AudioLength.Of(file) is null or > 0);
        }
    }

    private static void Box(byte[] file, int at, int size, string kind)
    {
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), size);
        Encoding.Latin1.GetBytes(kind).CopyTo(file, at + 4);
    }
}
