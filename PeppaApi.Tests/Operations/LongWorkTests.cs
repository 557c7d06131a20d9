using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Operations.Work;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Operations;

/// <summary>Work that goes on when nobody looks, one of a name at a time, until it is done or ended.</summary>
public sealed class LongWorkTests
{
    [Fact]
    public async Task Tests_OfAllChannels_GoOnByThemselves_AndAreWithTheirChannels()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: [Replies.Chat(), Replies.Json("{}", 500), Replies.Chat()]);
        var started = await bed.Services.GetRequiredService<ChannelTests>().StartAsync(null);
        Assert.Equal((3, true), (started.Of, started.Running));
        var ended = await EndAsync(bed);
        Assert.Equal((3, 1, false), (ended.Done, ended.Failed, ended.Cancelled));
        var channels = await bed.Services.GetRequiredService<ChannelService>().ListAsync();
        Assert.All(channels, channel => Assert.NotNull(channel.TestedAt));
        Assert.Equal([true, false, true], channels.Select(channel => channel.TestError is null));
    }

    [Fact]
    public async Task Work_OfANameThatRuns_IsNotStartedTwice_AndEndsWhenItIsCancelled()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Hang());
        var (work, tests) = (bed.Services.GetRequiredService<LongWork>(), bed.Services.GetRequiredService<ChannelTests>());
        var first = await tests.StartAsync(null);
        for (var i = 0; i < 500 && bed.Upstream.Requests.IsEmpty; i++)
        {
            await Task.Delay(20);
        }

        Assert.Equal(first.StartedAt, (await tests.StartAsync(null)).StartedAt);
        Assert.True(work.Cancel(ChannelTests.Name));
        Assert.True((await EndAsync(bed)).Cancelled);
        Assert.False(work.Cancel(ChannelTests.Name));
    }

    [Fact]
    public async Task Work_ThatBreaksOff_HasEnded_AndMayBeStartedAgain()
    {
        await using var bed = await RelayBed.StartAsync();
        var work = bed.Services.GetRequiredService<LongWork>();
        work.Start("w", 2, run =>
        {
            run.Step(ok: true);
            throw new InvalidOperationException("broken");
        });
        Assert.Equal((1, true), await EndAsync(bed, "w") is var broken ? (broken.Done, broken.Broken) : default);
        work.Start("w", 1, run =>
        {
            run.Step(ok: false);
            return Task.CompletedTask;
        });
        Assert.Equal((1, 1, false), await EndAsync(bed, "w") is var again ? (again.Done, again.Failed, again.Broken) : default);
        Assert.Contains(bed.Log.Lines, line => line.Contains("broken", StringComparison.Ordinal));
    }

    private static async Task<WorkView> EndAsync(RelayBed bed, string name = ChannelTests.Name)
    {
        for (var i = 0; i < 500; i++)
        {
            if (bed.Services.GetRequiredService<LongWork>().Find(name) is { Running: false } ended)
            {
                return ended;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("The work has not ended after 10 seconds.");
    }
}
