using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using PeppaApi.Relay;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class SseEventReaderTests
{
    private const string Stream = "data: {\"a\":1}\n\n: ping\n\nevent: x\r\ndata: {\"b\":\"ü\"}\r\n\r\ndata: [DONE]\n\n";

    [Fact]
    public async Task TryTake_CutAtEveryByte_GivesTheSameEvents()
    {
        var bytes = Encoding.UTF8.GetBytes(Stream);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var events = await ReadAllAsync(new PieceStream([bytes[..cut], bytes[cut..]]));
            Assert.Equal(4, events.Count);
            Assert.Equal(Stream, string.Concat(events));
        }
    }

    [Fact]
    public async Task TryTake_ByteByByte_GivesTheSameEvents()
    {
        var events = await ReadAllAsync(new PieceStream(Encoding.UTF8.GetBytes(Stream).Select(value => new[] { value })));
        Assert.Equal(["data: {\"a\":1}\n\n", ": ping\n\n", "event: x\r\ndata: {\"b\":\"ü\"}\r\n\r\n", "data: [DONE]\n\n"], events);
    }

    [Fact]
    public async Task FillAsync_EventLongerThanAllowed_Throws()
    {
        using var reader = new SseEventReader(new MemoryStream(new byte[1024 * 1024]), longestEvent: 64 * 1024);
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            while (await reader.FillAsync(CancellationToken.None))
            {
                Assert.False(reader.TryTake(out _));
            }
        });
    }

    [Fact]
    public Task TryTake_EventsOfAnyLengthInAnyPieces_GivesTheSameEvents() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 300], Gen.Int[900, 1_100], Gen.Int[0, 30_000]).Array[1, 40], Gen.Int[1, 9_000].Array[1, 6]).SampleAsync(
            async (lengths, pieces) =>
            {
                var sent = lengths.Select((length, i) => $"data: {i}{new string((char)('a' + (i % 26)), length)}\n\n").ToList();
                Assert.Equal(sent, await ReadAllAsync(new PieceStream(Cut(Encoding.UTF8.GetBytes(string.Concat(sent)), pieces))));
            },
            iter: 200, threads: 1);

    [Fact]
    public void Dispose_WhileSomethingIsRead_KeepsTheBufferFromOthers()
    {
        var stream = new SilentStream();
        var reader = new SseEventReader(stream, 1024 * 1024);
        var filling = reader.BeginFill(CancellationToken.None).AsTask();
        Assert.False(filling.IsCompleted);
        reader.Dispose();
        Assert.NotSame(stream.Buffer, ArrayPool<byte>.Shared.Rent(stream.Buffer!.Length));
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, int[] pieces)
    {
        for (var (at, i) = (0, 0); at < bytes.Length; at += pieces[i % pieces.Length], i++)
        {
            yield return bytes[at..Math.Min(bytes.Length, at + pieces[i % pieces.Length])];
        }
    }

    private static async Task<List<string>> ReadAllAsync(Stream stream)
    {
        using var reader = new SseEventReader(stream, 1024 * 1024);
        var events = new List<string>();
        do
        {
            while (reader.TryTake(out var wholeEvent))
            {
                events.Add(Encoding.UTF8.GetString(wholeEvent));
            }
        }
        while (await reader.FillAsync(CancellationToken.None));
        Assert.False(reader.HasRest);
        return events;
    }

    /// <summary>Says nothing, and has the buffer to say it in.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public byte[]? Buffer { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.True(MemoryMarshal.TryGetArray<byte>(buffer, out var segment));
            Buffer = segment.Array;
            return new ValueTask<int>(new TaskCompletionSource<int>().Task);
        }
    }
}
