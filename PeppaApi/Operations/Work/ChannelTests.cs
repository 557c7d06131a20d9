using PeppaApi.Channels;

namespace PeppaApi.Operations.Work;

/// <summary>Tests many channels, a few at a time; each result is with its channel.</summary>
public sealed class ChannelTests(LongWork work, ChannelLister channels, ChannelTester tester)
{
    public const string Name = "channel-tests";
    private const int AtATime = 4;

    /// <param name="tag">Those with this tag; none is all.</param>
    public async Task<WorkView> StartAsync(string? tag, CancellationToken cancellationToken = default)
    {
        var all = await channels.LinesAsync(cancellationToken);
        return Start([.. all.Where(channel => string.IsNullOrEmpty(tag) || channel.Tags.Contains(tag)).Select(channel => channel.Id)]);
    }

    public WorkView Start(IReadOnlyList<long> ids) => work.Start(Name, ids.Count, run => TestAsync(run, ids));

    private Task TestAsync(WorkRun run, IReadOnlyList<long> ids) => Parallel.ForEachAsync(
        ids,
        new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = run.Cancellation },
        async (id, cancellation) => run.Step(await tester.TestAsync(id, cancellationToken: cancellation) is not { Ok: false }));
}
