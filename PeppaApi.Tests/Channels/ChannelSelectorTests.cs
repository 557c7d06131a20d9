using CsCheck;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Channels;

/// <summary>Choice over the real directory with a clock that the test turns and chance from a known seed.</summary>
public sealed class ChannelSelectorTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private AppHost _app = null!;
    private int _next;

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Choice_OfAnyWeights_FollowsThem()
    {
        var random = new Random(7);
        await Gen.Int[1, 50].Array[2, 12].SampleAsync(
            async weights =>
            {
                var model = $"model-{Interlocked.Increment(ref _next)}";
                foreach (var weight in weights)
                {
                    await AddAsync(model, weight);
                }

                var selector = await SelectorAsync(random);
                const int Draws = 4_000;
                var counts = Enumerable.Range(0, Draws).Select(_ => Take(selector, new ChannelSearch(Group.Default, model)))
                    .GroupBy(lease => lease.Channel.Weight).ToDictionary(group => group.Key, group => group.Count());
                foreach (var group in weights.GroupBy(weight => weight))
                {
                    var share = group.Sum() / (double)weights.Sum();
                    var deviation = Math.Sqrt(Draws * share * (1 - share));
                    Assert.InRange(counts.GetValueOrDefault(group.Key), (Draws * share) - (5 * deviation), (Draws * share) + (5 * deviation));
                }
            },
            iter: 8,
            threads: 1);
    }

    [Fact]
    public async Task Choice_OfKeys_IsEven()
    {
        await AddAsync("pool", keys: 20);
        var selector = await SelectorAsync();
        var counts = Enumerable.Range(0, 8_000).Select(_ => Take(selector, new ChannelSearch(Group.Default, "pool")).Key.Id).GroupBy(id => id).Select(group => group.Count()).ToList();
        Assert.Equal(20, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 300, 500));
    }

    [Fact]
    public async Task Choice_HigherPriority_IsTakenWhileItWorks()
    {
        await AddAsync("tiers", priority: 1);
        await AddAsync("tiers", weight: 100);
        var selector = await SelectorAsync();
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(1, Take(selector, new ChannelSearch(Group.Default, "tiers")).Channel.Priority));
        for (var i = 0; i < 3; i++)
        {
            using var lease = selector.Choose(new ChannelSearch(Group.Default, "tiers"))!;
            lease.ChannelFailed("down");
        }

        Assert.Equal(0, Take(selector, new ChannelSearch(Group.Default, "tiers")).Channel.Priority);
        _clock.Advance(TimeSpan.FromSeconds(7));
        using var trial = selector.Choose(new ChannelSearch(Group.Default, "tiers"))!;
        Assert.Equal(1, trial.Channel.Priority);
        Assert.Equal(0, Take(selector, new ChannelSearch(Group.Default, "tiers")).Channel.Priority);
        trial.Succeeded();
        Assert.Equal(1, Take(selector, new ChannelSearch(Group.Default, "tiers")).Channel.Priority);
    }

    [Fact]
    public async Task Choice_ForOneRequest_NeverGivesAKeyTwice()
    {
        await AddAsync("once", keys: 3);
        await AddAsync("once", keys: 2);
        var (selector, search) = (await SelectorAsync(), new ChannelSearch(Group.Default, "once"));
        var leases = new List<ChannelLease>();
        while (selector.Choose(search) is { } lease)
        {
            leases.Add(lease);
            lease.ChannelFailed("down");
        }

        Assert.Equal(5, leases.Select(lease => lease.Key.Id).Distinct().Count());
        // The other channel comes second: one that has failed is tried again only when nothing else is left.
        Assert.NotEqual(leases[0].Channel.Id, leases[1].Channel.Id);
        leases.ForEach(lease => lease.Dispose());
    }

    [Fact]
    public async Task Choice_WhatHangsOrIsSlow_IsAvoided()
    {
        await AddAsync("load", weight: 1);
        await AddAsync("load", weight: 2);
        var selector = await SelectorAsync();
        var hanging = selector.Choose(new ChannelSearch(Group.Default, "load"))!;
        for (var i = 0; i < 20; i++)
        {
            using var other = selector.Choose(new ChannelSearch(Group.Default, "load"))!;
            if (other.Channel.Id != hanging.Channel.Id)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(20));
                other.Succeeded();
            }
        }

        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.DoesNotContain(Enumerable.Range(0, 200), _ => Take(selector, new ChannelSearch(Group.Default, "load")).Channel.Id == hanging.Channel.Id);
        hanging.Dispose();
    }

    [Fact]
    public async Task Choice_FullChannel_IsPassedOver()
    {
        var full = await AddAsync("full", priority: 5, limits: new ChannelLimits(2, null, null));
        await AddAsync("full");
        var selector = await SelectorAsync();
        ChannelLease[] taken = [selector.Choose(new ChannelSearch(Group.Default, "full"))!, selector.Choose(new ChannelSearch(Group.Default, "full"))!];
        Assert.All(taken, lease => Assert.Equal(full, lease.Channel.Id));
        Assert.NotEqual(full, Take(selector, new ChannelSearch(Group.Default, "full")).Channel.Id);
        taken[0].Dispose();
        Assert.Equal(full, Take(selector, new ChannelSearch(Group.Default, "full")).Channel.Id);
    }

    [Fact]
    public async Task Choice_LimitsOfAMinute_FreeUpAgain()
    {
        await AddAsync("minute", limits: new ChannelLimits(null, 3, null));
        await AddAsync("tokens", limits: new ChannelLimits(null, null, 1_000));
        var selector = await SelectorAsync();
        for (var i = 0; i < 3; i++)
        {
            Take(selector, new ChannelSearch(Group.Default, "minute"));
        }

        Assert.Null(selector.Choose(new ChannelSearch(Group.Default, "minute")));
        Assert.NotNull(selector.RetryAfter(new ChannelSearch(Group.Default, "minute")));
        Take(selector, new ChannelSearch(Group.Default, "tokens")).Used(1_000, 5);
        Assert.Null(selector.Choose(new ChannelSearch(Group.Default, "tokens")));
        _clock.Advance(TimeSpan.FromSeconds(61));
        Take(selector, new ChannelSearch(Group.Default, "minute"));
        Take(selector, new ChannelSearch(Group.Default, "tokens"));
    }

    [Fact]
    public async Task Choice_SamePromptOfAUser_StaysWithItsKey_UntilThatFailsOrTenIdleMinutes()
    {
        await AddAsync("sticky", keys: 200);
        var selector = await SelectorAsync();
        var first = Take(selector, new ChannelSearch(Group.Default, "sticky", affinity: 42)).Key.Id;
        Assert.All(Enumerable.Range(0, 30), _ => Assert.Equal(first, Take(selector, new ChannelSearch(Group.Default, "sticky", affinity: 42)).Key.Id));
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(first, Take(selector, new ChannelSearch(Group.Default, "sticky", affinity: 42)).Key.Id);
        var search = new ChannelSearch(Group.Default, "sticky", affinity: 42);
        using (var busy = selector.Choose(search)!)
        {
            busy.KeyBusy(TimeSpan.FromMinutes(1));
        }

        using var instead = selector.Choose(search)!;
        Assert.NotEqual(first, instead.Key.Id);
        Assert.Equal(instead.Key.Id, Take(selector, new ChannelSearch(Group.Default, "sticky", affinity: 42)).Key.Id);
        _clock.Advance(TimeSpan.FromMinutes(11));
        var later = Enumerable.Range(0, 5).Select(i => Take(selector, new ChannelSearch(Group.Default, "sticky", affinity: 100 + i)).Key.Id).ToList();
        Assert.True(later.Distinct().Count() > 1);
    }

    [Fact]
    public void Affinity_SameBeginning_SameNumber_ShortPromptNone()
    {
        var body = new byte[10_000];
        var turn = new byte[20_000];
        Assert.Equal(StickyRoutes.Affinity(1, "m", body), StickyRoutes.Affinity(1, "m", turn));
        Assert.NotEqual(StickyRoutes.Affinity(1, "m", body), StickyRoutes.Affinity(2, "m", body));
        Assert.NotEqual(StickyRoutes.Affinity(1, "m", body), StickyRoutes.Affinity(1, "n", body));
        Assert.Null(StickyRoutes.Affinity(1, "m", new byte[4_000]));
    }

    [Fact]
    public async Task Choice_ManyTimes_IsLightOnMemory()
    {
        await AddAsync("light");
        await AddAsync("light");
        var selector = await SelectorAsync();
        Take(selector, new ChannelSearch(Group.Default, "light"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Take(selector, new ChannelSearch(Group.Default, "light"));
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000, 0, 600);
    }

    [Fact]
    public async Task Key_EncryptedByAnotherInstallation_IsNotThere()
    {
        var id = await AddAsync("moved", keys: 3);
        await StoreAsync(id, _ => new KeyVault(new EphemeralDataProtectionProvider()).Protect("key-of-elsewhere"));
        var selector = await SelectorAsync();
        Assert.Equal(2, Enumerable.Range(0, 100).Select(_ => Take(selector, new ChannelSearch(Group.Default, "moved")).Key.Id).Distinct().Count());
    }

    [Fact]
    public async Task Key_WhoseStoredFormIsDamaged_IsNotChosen()
    {
        var id = await AddAsync("damaged", keys: 3);
        // Its beginning is whole: that it cannot be decrypted is only seen when it is to be used.
        await StoreAsync(id, stored => stored[..^8] + "AAAAAAAA");
        var selector = await SelectorAsync();
        var taken = Enumerable.Range(0, 100).Select(_ => Take(selector, new ChannelSearch(Group.Default, "damaged")).Key).ToList();
        Assert.Equal(2, taken.Select(key => key.Id).Distinct().Count());
        Assert.All(taken, key => Assert.StartsWith("key-damaged-", key.Secret, StringComparison.Ordinal));
    }

    /// <summary>Changes how the first key of a channel is stored, past the process.</summary>
    private async Task StoreAsync(long channelId, Func<string, string> change)
    {
        await using var context = _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        var key = await context.ChannelKeys.AsNoTracking().OrderBy(key => key.Id).FirstAsync(key => key.ChannelId == channelId, TestContext.Current.CancellationToken);
        var stored = change(key.Protected);
        await context.ChannelKeys.Where(row => row.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Protected, stored), TestContext.Current.CancellationToken);
    }

    private static ChannelLease Take(ChannelSelector selector, ChannelSearch search)
    {
        using var lease = selector.Choose(search)!;
        return lease;
    }

    /// <summary>A selector of what was added so far.</summary>
    private async Task<ChannelSelector> SelectorAsync(Random? random = null)
    {
        var directory = new ChannelDirectory(
            _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>(), _app.Services.GetRequiredService<KeyVault>(), _clock, NullLogger<ChannelDirectory>.Instance);
        await directory.LoadAsync();
        return new ChannelSelector(directory, new StickyRoutes(_clock), new ChannelJournal(_clock, NullLogger<ChannelJournal>.Instance), _clock, random ?? new Random(1));
    }

    private async Task<long> AddAsync(string model, int weight = 1, int priority = 0, int keys = 1, ChannelLimits limits = default) =>
        (await _app.Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            model, "openai", "http://127.0.0.1:9", [.. Enumerable.Range(0, keys).Select(i => $"key-{model}-{priority}-{weight}-{i}")], [model], null, null, priority, weight, true, 1, default)
        {
            Limits = limits,
        })).Id;
}
