using System.Text;
using PeppaApi.Providers;
using PeppaApi.Relay;
using PeppaApi.Tests.Sdk;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.OpenAI.Media;

/// <summary>Streams of pictures and transcripts, cut anywhere, are metered the same.</summary>
public sealed class MediaStreamTests
{
    private static readonly TokenCounter Counter = new();

    [Fact]
    public Task Pictures_CutAnywhere_AreMeteredTheSame()
    {
        var request = Read(Operation.ImageGeneration, """{"model":"gpt-image-1","prompt":"x","size":"1024x1024","quality":"low","stream":true}""");
        return AssertAsync(request, string.Concat(MediaReplies.Pictures), new UsageReport { UncachedInput = 18, ImageOutput = 272, Images = 1 });
    }

    [Fact]
    public async Task Transcript_CutAnywhere_IsMeteredTheSame()
    {
        using var form = Forms.Of(("model", "gpt-4o-transcribe"), ("stream", "true")).With("file", Forms.Wave(1_000), "a.wav");
        var body = await form.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var request = Doors.OpenAI.Read(new DoorCall(Operation.Transcription) { ContentType = form.Headers.ContentType!.ToString() }, body);
        await AssertAsync(request, string.Concat(MediaReplies.Transcripts), new UsageReport { AudioInput = 30, OutputText = 4, Milliseconds = 1_000 });
    }

    [Fact]
    public Task Responses_CutAnywhere_AreMeteredTheSame() => AssertAsync(
        Read(Operation.Responses, """{"model":"gpt-4.1-mini","input":"Say hi","stream":true}"""),
        string.Concat(ResponsesReplies.Hello),
        new UsageReport { UncachedInput = 5, CachedRead = 4, OutputText = 2, Reasoning = 1 });

    private static RequestFacts Read(Operation operation, string body) => Doors.OpenAI.Read(new DoorCall(operation), Encoding.UTF8.GetBytes(body));

    private static async Task AssertAsync(RequestFacts request, string text, UsageReport expected)
    {
        var stream = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i <= stream.Length; i++)
        {
            Assert.Equal((text, expected), await RunAsync(request, [stream[..i], stream[i..]]));
        }

        var random = new Random(stream.Length);
        for (var round = 0; round < 50; round++)
        {
            var pieces = new List<byte[]>();
            for (var at = 0; at < stream.Length; at += pieces[^1].Length)
            {
                pieces.Add(stream[at..Math.Min(stream.Length, at + random.Next(1, 90))]);
            }

            Assert.Equal((text, expected), await RunAsync(request, pieces));
        }
    }

    private static async Task<(string Text, UsageReport? Usage)> RunAsync(RequestFacts request, IEnumerable<byte[]> pieces)
    {
        using var output = new OutputText(Counter, request.Model);
        var provider = ProviderCatalog.Find("openai")!;
        var meter = provider.Dialect.CreateMeter(new UpstreamTarget(provider, new Uri("https://upstream.example.test"), request.Model), request, output);
        var passed = new StringBuilder();
        using var events = new SseEventReader(new PieceStream(pieces), 1_000_000);
        var last = default(StreamEvent);
        while (await events.FillAsync(TestContext.Current.CancellationToken))
        {
            while (events.TryTake(out var wholeEvent))
            {
                last = meter.Read(wholeEvent);
                passed.Append(Encoding.UTF8.GetString(wholeEvent));
            }
        }

        Assert.Equal((StreamEventKind.Done, true), (last.Kind, meter.Finished));
        return (passed.ToString(), meter.Usage);
    }
}
