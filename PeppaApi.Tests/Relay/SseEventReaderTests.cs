using System.Text;
using PeppaApi.Relay;

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
            var events = await ReadAllAsync(new ChunkedStream([bytes[..cut], bytes[cut..]]));
            Assert.Equal(4, events.Count);
            Assert.Equal(Stream, string.Concat(events));
        }
    }

    [Fact]
    public async Task TryTake_ByteByByte_GivesTheSameEvents()
    {
        var events = await ReadAllAsync(new ChunkedStream(Encoding.UTF8.GetBytes(Stream).Select(value => new[] { value })));
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

    /// <summary>Gives its chunks one by one, as a slow network does.</summary>
    private sealed class ChunkedStream(IEnumerable<byte[]> chunks) : MemoryStream
    {
        private readonly Queue<byte[]> _chunks = new(chunks);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_chunks.TryDequeue(out var chunk))
            {
                return ValueTask.FromResult(0);
            }

            chunk.CopyTo(buffer);
            return ValueTask.FromResult(chunk.Length);
        }
    }
}
