using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>
/// All peers in turn within each test of each round, another one first in each round, so that a slow minute of the
/// machine falls on all of them. Translations have no target of latency, so it is not measured of them. While it runs it
/// prints only where it is: figures come after the books were compared.
/// </summary>
internal sealed class Rounds(BenchmarkOptions options, PeerSet set, TextWriter progress, CancellationToken stop)
{
    /// <summary>What a peer still does after its last reply (a checkpoint, a collection) should not fall on the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly List<PeerFigures> _figures = [.. set.Peers.Select(peer => new PeerFigures(peer))];

    public async Task<IReadOnlyList<PeerFigures>> RunAsync()
    {
        foreach (var peer in set.Peers)
        {
            await progress.WriteLineAsync($"warm-up: {peer.Name}");
            await WarmUpAsync(peer);
        }

        var untranslated = _figures.FindAll(figures => !figures.Peer.Translated);
        for (var round = 0; round < options.Rounds; round++)
        {
            await progress.WriteLineAsync($"round {round + 1} of {options.Rounds}");
            await InTurnAsync(_figures, round, MeasureRequestsAsync);
            await InTurnAsync(_figures, round, MeasureStreamsAsync);
            await InTurnAsync(untranslated, round, MeasureLatencyAsync);
        }

        return _figures;
    }

    private async Task InTurnAsync(List<PeerFigures> peers, int first, Func<PeerFigures, Task> measure)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            await Task.Delay(Pause, stop);
            await measure(peers[(first + i) % peers.Count]);
        }
    }

    private async Task WarmUpAsync(Peer peer)
    {
        _ = await SaturateAsync(peer, peer.Plain, options.RequestWarmUp);
        _ = await SaturateAsync(peer, peer.Stream, options.StreamWarmUp);
    }

    private async Task MeasureRequestsAsync(PeerFigures figures)
    {
        var clock = new ProcessorClock(figures.Peer.Relay, set.Upstream);
        var result = await SaturateAsync(figures.Peer, figures.Peer.Plain, options.RequestTime);
        figures.PerRequest.Add(clock.Per(result.Good));
        figures.Requests.Add(result.Timely / options.RequestTime.TotalSeconds);
    }

    private async Task MeasureStreamsAsync(PeerFigures figures)
    {
        var clock = new ProcessorClock(figures.Peer.Relay, set.Upstream);
        var result = await SaturateAsync(figures.Peer, figures.Peer.Stream, options.StreamTime);
        figures.PerStream.Add(clock.Per(result.Good));
        figures.Chunks.Add(result.Timely * SampleReplies.ContentEvents / options.StreamTime.TotalSeconds);
    }

    private async Task MeasureLatencyAsync(PeerFigures figures)
    {
        var peer = figures.Peer;
        using var loop = new OpenLoop(peer.Port, peer.Plain, BenchmarkOptions.SteadyRate);
        var (result, milliseconds) = await loop.RunAsync(options.SteadyTime, stop);
        Book(peer, peer.PlainTally, result);
        figures.MedianLatency.Add(Spread.Percentile(milliseconds, 0.5));
        figures.TailLatency.Add(Spread.Percentile(milliseconds, 0.99));
    }

    private async Task<LoadResult> SaturateAsync(Peer peer, ChatRequest request, TimeSpan duration)
    {
        var result = await ClosedLoop.RunAsync(peer.Port, request, BenchmarkOptions.Connections, duration, stop);
        Book(peer, request.Stream ? peer.StreamTally : peer.PlainTally, result);
        return result;
    }

    /// <summary>A bad reply already decides the run: there is no point in going on.</summary>
    private static void Book(Peer peer, LoadResult tally, LoadResult result)
    {
        tally.Add(result);
        if (result.Bad > 0)
        {
            throw new BenchmarkException($"{peer.Name}: {result.Bad} bad replies of {result.Good + result.Bad}, the first: {result.FirstFault}");
        }
    }
}
