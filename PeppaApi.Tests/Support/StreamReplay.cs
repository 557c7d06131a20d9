using System.Buffers;
using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI.Responses;
using PeppaApi.Relay;

namespace PeppaApi.Tests.Support;

/// <summary>Takes an upstream's stream, cut into pieces, through meter and passage as the relay does, without the network.</summary>
internal static class StreamReplay
{
    private static readonly TokenCounter Counter = new();

    public static UpstreamTarget Target(string provider, string model = "some-model") =>
        new(ProviderCatalog.Find(provider)!, new Uri("https://upstream.example.test"), model);

    public static DoorDialect Door(string dialect) => dialect switch
    {
        "anthropic" => Doors.Anthropic,
        "gemini" => Doors.Gemini,
        _ => Doors.OpenAI,
    };

    /// <summary>Runs the stream whole, cut at every byte, byte by byte and at random borders, and asserts that nothing changes.</summary>
    public static async Task<Replayed> AnyhowAsync(byte[] stream, string provider, DoorDialect door)
    {
        var whole = await RunAsync([stream], provider, door);
        for (var i = 1; i < stream.Length; i++)
        {
            Assert.Equal(whole, await RunAsync([stream[..i], stream[i..]], provider, door));
        }

        Assert.Equal(whole, await RunAsync([.. stream.Select(one => new[] { one })], provider, door));
        var random = new Random(stream.Length);
        for (var round = 0; round < 20; round++)
        {
            var pieces = new List<byte[]>();
            for (var at = 0; at < stream.Length;)
            {
                var length = Math.Min(stream.Length - at, random.Next(1, 90));
                pieces.Add(stream[at..(at + length)]);
                at += length;
            }

            Assert.Equal(whole, await RunAsync(pieces, provider, door));
        }

        return whole;
    }

    public static async Task<Replayed> RunAsync(IReadOnlyList<byte[]> pieces, string provider, DoorDialect door)
    {
        var target = Target(provider);
        using var output = new OutputText(Counter, "gpt-4o");
        var direct = target.Provider.Dialect.Name == door.Name && (door != Doors.Responses || target.Provider.SpeaksResponses);
        var meter = direct && door == Doors.Responses ? new ResponsesStreamReader(output) : target.Provider.Dialect.CreateMeter(target, output);
        var passage = door.Frame(CreatePassage(target.Provider.Dialect, door, meter, direct));
        var client = new ArrayBufferWriter<byte>();
        using var events = new SseEventReader(new PieceStream(pieces), 1_000_000);
        var last = StreamEventKind.Other;
        do
        {
            while (last is not (StreamEventKind.Done or StreamEventKind.Error) && events.TryTake(out var wholeEvent))
            {
                var read = meter.Read(wholeEvent);
                last = read.Kind;
                if (read.Kind == StreamEventKind.Done)
                {
                    client.Write(passage.End(wholeEvent.ToArray(), meter.Usage ?? default));
                }
                else if (read.Kind == StreamEventKind.Error)
                {
                    client.Write(passage.Fail(wholeEvent.ToArray()));
                }
                else
                {
                    passage.Pass(client, wholeEvent, read);
                }
            }
        }
        while (await events.FillAsync(TestContext.Current.CancellationToken));
        if (last is not (StreamEventKind.Done or StreamEventKind.Error))
        {
            client.Write(passage.End([], meter.Usage ?? default));
        }

        return new Replayed(Encoding.UTF8.GetString(client.WrittenSpan), meter.Usage, meter.Finished, output.UpperBound);
    }

    private static StreamPassage CreatePassage(UpstreamDialect dialect, DoorDialect door, StreamMeter meter, bool direct)
    {
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "asked-for", Stream = true, WantsUsage = true };
        return direct
            ? new DirectPassage(meter, wantsUsage: true)
            : new TranslatedPassage(
                dialect.CreateStreamReader(),
                door.CreateStreamWriter(new ChatStreamStart("request1", facts, 7, DateTimeOffset.UnixEpoch)),
                errorEvent => door.WriteErrorEvent(dialect.ReadErrorEvent(errorEvent, "secret"), "request1"));
    }

    /// <param name="Client">What the client received.</param>
    /// <param name="OutputBytes">Bytes that count as output.</param>
    internal sealed record Replayed(string Client, UsageReport? Usage, bool Finished, long OutputBytes);
}
