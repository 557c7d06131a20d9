using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Channels;

/// <summary>What is in memory after a save: that channel anew, the others untouched (decision 3).</summary>
public sealed class ChannelDirectoryTests : IAsyncLifetime
{
    private static readonly string[] Models = ["gpt-4o", "gpt-4o-mini", "claude-x"];
    private AppHost _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ChannelDirectory Directory => _app.Services.GetRequiredService<ChannelDirectory>();

    private ChannelService Channels => _app.Services.GetRequiredService<ChannelService>();

    private ChannelKeyService Keys => _app.Services.GetRequiredService<ChannelKeyService>();

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Channel_Saved_IsNewInMemory_AndTheOthersAreTheSame()
    {
        var (changed, other) = (await AddAsync("changed", keys: 2), await AddAsync("other", keys: 3));
        var (before, kept) = (Find(changed), Find(other));
        await Channels.UpdateAsync(changed, _ => Spec("changed", priority: 5), Token);
        var after = Find(changed);
        Assert.Same(kept, Find(other));
        Assert.NotSame(before, after);
        Assert.Equal(5, after.Priority);
        Assert.Same(before.State, after.State);
        Assert.All(before.Keys.Zip(after.Keys), pair => Assert.Same(pair.First.State, pair.Second.State));
        Assert.Equal([after, kept], Directory.Tiers(Group.Default, "gpt-4o").Select(Assert.Single));

        Assert.Equal(1, await Keys.AddAsync(changed, ["key-that-is-new-0001"], Token));
        Assert.Equal(3, Find(changed).Keys.Count);
        await Channels.SetEnabledAsync(changed, enabled: false, Token);
        Assert.Same(kept, Assert.Single(Directory.All));
        await Channels.DeleteAsync(changed, Token);
        Assert.Same(kept, Assert.Single(Directory.All));
    }

    [Fact]
    public async Task Key_Removed_IsForgotten_AlsoWhileItsChannelIsOff()
    {
        var id = await AddAsync("one", keys: 3);
        var keys = Find(id).Keys.Select(key => key.Id).ToList();
        await Keys.RemoveAsync(id, [keys[0]], Token);
        await Channels.SetEnabledAsync(id, enabled: false, Token);
        await Keys.RemoveAsync(id, [keys[1]], Token);
        Assert.Equal([false, false, true], keys.Select(key => Directory.FindKeyState(key) is not null));
        await Channels.DeleteAsync(id, Token);
        Assert.Null(Directory.FindKeyState(keys[2]));
    }

    [Fact]
    public async Task Directory_AfterAnyChanges_IsAsIfItWereReadAnew()
    {
        var random = new Random(11);
        var ids = new List<long>();
        for (var i = 0; i < 60; i++)
        {
            await ChangeAsync(random, ids, i);
            using var fresh = new ChannelDirectory(
                _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>(), _app.Services.GetRequiredService<KeyVault>(), TimeProvider.System, NullLogger<ChannelDirectory>.Instance);
            await fresh.LoadAsync();
            Assert.Equal(Show(fresh), Show(Directory));
        }
    }

    private async Task ChangeAsync(Random random, List<long> ids, int number)
    {
        var id = ids.Count == 0 ? 0 : ids[random.Next(ids.Count)];
        var keys = id == 0 ? [] : (await Keys.ListAsync(id, Token))!.Select(key => key.Id).ToList();
        switch (ids.Count < 3 ? 0 : random.Next(7))
        {
            case 0:
                ids.Add(await AddAsync($"channel {number}", random.Next(4), random.Next(3), Models[random.Next(3)..]));
                break;
            case 1:
                await Channels.UpdateAsync(id, _ => Spec($"channel {number}", random.Next(4), random.Next(3), Models[random.Next(3)..]), Token);
                break;
            case 2:
                await Channels.SetEnabledAsync([id, ids[0]], random.Next(2) == 0, Token);
                break;
            case 3:
                await Keys.AddAsync(id, [$"key-number-{number:0000}"], Token);
                break;
            case 4 when keys.Count > 0:
                await Keys.RemoveAsync(id, [keys[random.Next(keys.Count)]], Token);
                break;
            case 5 when keys.Count > 0:
                await Keys.SetEnabledAsync(id, [keys[random.Next(keys.Count)]], random.Next(2) == 0, Token);
                break;
            case 6:
                ids.Remove(id);
                await Channels.DeleteAsync(id, Token);
                break;
        }
    }

    private static string Show(ChannelDirectory directory) => string.Join('\n', [
        .. directory.All.Select(entry => $"{entry.Id} {entry.Name} {entry.Priority}: {string.Join(' ', entry.Keys.Select(key => $"{key.Id}={key.Secret}"))}"),
        .. Models.Select(model => $"{model}: {string.Join(" | ", directory.Tiers(Group.Default, model).Select(tier => string.Join(' ', tier.Select(entry => entry.Id))))}"),
        string.Join(' ', directory.Models(Group.Default)),
        string.Join(' ', directory.All.SelectMany(entry => entry.Keys).Select(key => directory.FindKeyState(key.Id) == key.State)),
    ]);

    private ChannelEntry Find(long id) => Directory.All.Single(entry => entry.Id == id);

    private async Task<long> AddAsync(string name, int keys = 1, int priority = 0, string[]? models = null) =>
        (await Channels.CreateAsync(Spec(name, keys, priority, models) with { Keys = [.. Enumerable.Range(0, Math.Max(1, keys)).Select(i => $"key-of-{name.Replace(' ', '-')}-{i}")] }, Token)).Id;

    private static ChannelSpec Spec(string name, int keys = 0, int priority = 0, string[]? models = null) => new(
        name, "openai", "http://127.0.0.1:9", keys == 0 ? null : [.. Enumerable.Range(0, keys).Select(i => $"key-of-{name.Replace(' ', '-')}-{i}")],
        models ?? Models, null, null, priority, 1, true, 1, ClientGonePolicy.Drain);
}
