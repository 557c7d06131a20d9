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
            _figures.ForEach(figures => figures.Rounds.Add(new RoundFigures()));
            await InTurnAsync(_figures, round, MeasureRequestsAsync);
            await InTurnAsync(_figures, round, MeasureStreamsAsync);
            await InTurnAsync(untranslated, round, MeasureLatencyAsync);
        }

        return _figures;
    }

    private async Task InTurnAsync(List<PeerFigures> peers, int first, Func<Peer, RoundFigures, Task> measure)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            await Task.Delay(Pause, stop);
            var figures = peers[(first + i) % peers.Count];
            await measure(figures.Peer, figures.Rounds[^1]);
        }
    }

    private async Task WarmUpAsync(Peer peer)
    {
        await (options.Quick ? WarmUp.Quick : WarmUp.Plain).RunAsync(slice => SaturateAsync(peer, peer.Plain, slice));
        await (options.Quick ? WarmUp.Quick : WarmUp.Streams).RunAsync(slice => SaturateAsync(peer, peer.Stream, slice));
        await Task.Delay(WarmUp.Compilation, stop);
    }

    private async Task MeasureRequestsAsync(Peer peer, RoundFigures round)
    {
        var clock = new ProcessorClock(peer.Relay, set.Upstream);
        var result = await SaturateAsync(peer, peer.Plain, options.RequestTime);
        round.PerRequest = clock.Per(result.Good);
        round.Requests = result.Timely / options.RequestTime.TotalSeconds;
    }

    private async Task MeasureStreamsAsync(Peer peer, RoundFigures round)
    {
        var clock = new ProcessorClock(peer.Relay, set.Upstream);
        var result = await SaturateAsync(peer, peer.Stream, options.StreamTime);
        round.PerStream = clock.Per(result.Good);
        round.Chunks = result.Timely * SampleReplies.ContentEvents / options.StreamTime.TotalSeconds;
    }

    private async Task MeasureLatencyAsync(Peer peer, RoundFigures round)
    {
        using var loop = new OpenLoop(peer.Port, peer.Plain, BenchmarkOptions.SteadyRate);
        var (result, milliseconds) = await loop.RunAsync(options.SteadyTime, stop);
        peer.Book(peer.Plain, result);
        round.MedianLatency = Spread.Percentile(milliseconds, 0.5);
        round.TailLatency = Spread.Percentile(milliseconds, 0.99);
    }

    private async Task<LoadResult> SaturateAsync(Peer peer, ChatRequest request, TimeSpan duration)
    {
        var result = await ClosedLoop.RunAsync(peer.Port, request, BenchmarkOptions.Connections, duration, stop);
        peer.Book(request, result);
        return result;
    }
}
