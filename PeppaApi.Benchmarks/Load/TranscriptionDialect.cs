using System.Buffers.Binary;
using System.Text;

namespace PeppaApi.Benchmarks.Load;

/// <summary>A recording of 20 MB, uploaded to be written down.</summary>
internal sealed class TranscriptionDialect : OpenAIClientDialect
{
    private const int SampleBytes = 20_000_000;
    private const int SamplesPerSecond = 16_000;
    private const string Boundary = "bench-3f1c9a";

    public override string Path => "/v1/audio/transcriptions";

    public override string ContentType => $"multipart/form-data; boundary={Boundary}";

    public override bool HasStreams => false;

    public override ReadOnlySpan<byte> Finish => "\"text\":"u8;

    public override byte[] Body(string model, bool stream) =>
    [
        .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"talk.wav\"\r\nContent-Type: audio/wav\r\n\r\n"),
        .. Wave(),
        .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n"),
    ];

    /// <summary>16 bits, one voice; noise, as nothing is to be gained from silence.</summary>
    private static byte[] Wave()
    {
        var file = new byte[44 + SampleBytes];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 36 + SampleBytes);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), SamplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 2 * SamplesPerSecond);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), SampleBytes);
        new Random(1).NextBytes(file.AsSpan(44));
        return file;
    }
}
