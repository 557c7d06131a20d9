using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
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
    public async Task Change_OfManyChannels_ReachesThoseOfTheTag_AndTheLogHasEach()
    {
        await using var app = await AppHost.StartAsync();
        var channels = app.Services.GetRequiredService<ChannelService>();
        for (var i = 0; i < 120; i++)
        {
            await channels.CreateAsync(Spec($"many {i}", ["eu", .. i == 7 ? Enumerable.Range(0, 19).Select(tag => $"tag-{tag}") : []]));
        }

        var other = (await channels.CreateAsync(Spec("other", ["us"]))).Id;
        Assert.Equal(400, (await app.Admin.CallAsync("POST", "/api/channels/change", """{"tag":"eu"}""")).Status);
        Assert.Equal(400, (await app.Admin.CallAsync("POST", "/api/channels/change", """{"tag":"eu","weight":0}""")).Status);
        Assert.Equal(400, (await app.Admin.CallAsync("POST", "/api/channels/change", """{"weight":2}""")).Status);
        var (status, started) = await app.Admin.CallAsync("POST", "/api/channels/change", """{"tag":"eu","weight":3,"priority":5,"enabled":false,"addTags":["cheap"],"removeTags":["old"]}""");
        Assert.Equal((200, 120), (status, started!["of"]!.GetValue<int>()));
        var work = app.Services.GetRequiredService<LongWork>();
        await Eventually.UntilAsync(() => work.Find(ChannelChanges.Name) is { Running: false }, seconds: 30);
        Assert.Equal((120, 1, false), work.Find(ChannelChanges.Name) is { } ended ? (ended.Done, ended.Failed, ended.Broken) : default);
        var all = await channels.ListAsync();
        Assert.Equal(119, all.Count(channel => channel is { Weight: 3, Priority: 5, Enabled: false } && channel.Tags.SequenceEqual(["eu", "cheap"])));
        Assert.Equal((1, 0, true), Assert.Single(all, channel => channel.Name == "many 7") is var full ? (full.Weight, full.Priority, full.Enabled) : default);
        Assert.Equal((1, 0, true), all.Single(channel => channel.Id == other) is var kept ? (kept.Weight, kept.Priority, kept.Enabled) : default);
        await using var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        var log = await context.AuditRecords.Where(record => record.Act == "channel.changed").ToListAsync();
        Assert.Equal(119, log.Count);
        Assert.All(log, record => Assert.NotNull(record.ActorId));

        static ChannelSpec Spec(string name, string[] tags) =>
            new(name, "openai", "http://127.0.0.1:9", [$"key-of-{name.Replace(' ', '-')}"], ["gpt-4o"], null, null, 0, 1, true, 1, ClientGonePolicy.Drain) { Tags = tags };
    }

    [Fact]
    public async Task Change_WhileAnotherIsUnderWay_IsRefused()
    {
        await using var app = await AppHost.StartAsync();
        var never = new TaskCompletionSource();
        app.Services.GetRequiredService<LongWork>().Start(ChannelChanges.Name, 1, _ => never.Task);
        var (status, _) = await app.Admin.CallAsync("POST", "/api/channels/change", """{"ids":[1],"weight":3}""");
        Assert.Equal(400, status);
        never.SetResult();
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
