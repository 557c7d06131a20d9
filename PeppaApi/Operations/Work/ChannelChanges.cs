using PeppaApi.Auditing;
using PeppaApi.Channels;
using PeppaApi.Settings;

namespace PeppaApi.Operations.Work;

/// <summary>Gives many channels the same, some at a time; the audit log has a line for each.</summary>
public sealed class ChannelChanges(LongWork work, ChannelLister channels, ChannelService service, CurrentActor actor)
{
    public const string Name = "channel-changes";
    private const int AtATime = 50;

    /// <param name="tag">Those with this tag.</param>
    /// <exception cref="InputException">The change cannot be accepted, or another one is under way; nothing was changed.</exception>
    public async Task<WorkView> StartAsync(string tag, ChannelChange change, CancellationToken cancellationToken = default)
    {
        var all = await channels.LinesAsync(cancellationToken);
        return Start([.. all.Where(channel => channel.Tags.Contains(tag)).Select(channel => channel.Id)], change);
    }

    /// <exception cref="InputException">The change cannot be accepted, or another one is under way; nothing was changed.</exception>
    public WorkView Start(IReadOnlyList<long> ids, ChannelChange change)
    {
        ChannelService.Check(change);
        // Started a second time it would be the first one that goes on, and this one would be lost.
        InputException.Require(work.Find(Name) is not { Running: true }, "ids", "Another change of many channels is still under way.");
        var who = actor.Value;
        return work.Start(Name, ids.Count, run => ChangeAsync(run, ids, change, who));
    }

    private async Task ChangeAsync(WorkRun run, IReadOnlyList<long> ids, ChannelChange change, Actor? who)
    {
        if (who is not null)
        {
            // The request may be over by now.
            CurrentActor.Enter(who);
        }

        foreach (var some in ids.Chunk(AtATime))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            var done = await service.ChangeAsync(some, change, run.Cancellation);
            run.Advance(done);
            for (var i = done; i < some.Length; i++)
            {
                run.Step(ok: false);
            }
        }
    }
}
