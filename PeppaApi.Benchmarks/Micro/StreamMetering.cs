using BenchmarkDotNet.Attributes;
using PeppaApi.Benchmarks.Roles;
using PeppaApi.Providers;
using PeppaApi.Relay;

namespace PeppaApi.Benchmarks.Micro;

/// <summary>One event of an OpenAI stream, the mean over a stream of 50 with what begins and ends it.</summary>
public class StreamMetering
{
    /// <summary>Content events, the opening, the finish, the usage and the end.</summary>
    private const int Events = SampleReplies.ContentEvents + 4;

    private static readonly UpstreamTarget Target = new(ProviderCatalog.Find("openai")!, new Uri("https://upstream.example.test"), "gpt-4o-mini");
    private readonly TokenCounter _counter = new();
    private readonly byte[][] _events = OpenAIReplies.WithUsage.Stream;
    private readonly byte[] _bytes = [.. OpenAIReplies.WithUsage.Stream.SelectMany(item => item)];

    /// <summary>Events that are cut already.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public long Meter()
    {
        using var output = new OutputText(_counter, "gpt-4o-mini");
        var meter = Target.Provider.Dialect.CreateMeter(Target, output);
        foreach (var item in _events)
        {
            _ = meter.Read(item);
        }

        return meter.Usage!.Value.OutputText;
    }

    /// <summary>The same, cut out of the bytes as they come from the upstream.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task<long> CutAndMeter()
    {
        using var output = new OutputText(_counter, "gpt-4o-mini");
        var meter = Target.Provider.Dialect.CreateMeter(Target, output);
        using var events = new SseEventReader(new MemoryStream(_bytes), 1_000_000);
        do
        {
            while (events.TryTake(out var wholeEvent))
            {
                _ = meter.Read(wholeEvent);
            }
        }
        while (await events.FillAsync(CancellationToken.None));

        return meter.Usage!.Value.OutputText;
    }
}
