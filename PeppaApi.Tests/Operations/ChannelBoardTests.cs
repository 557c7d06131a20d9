using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Operations.Board;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Operations;

/// <summary>The operators' list of channels: filters, orders, and its file.</summary>
[Collection(ComponentHost.Name)]
public sealed class ChannelBoardTests(ComponentHost host, ITestOutputHelper output)
{
    private static readonly ChannelLoadView Idle = new(null, null, 0, null, 0, 0);

    private static readonly BoardRow[] Rows =
    [
        Row(1, "Alpha", new SiteFigures(10, 5, 0, 0, 100, 40, 0), tags: ["eu"], groups: ["default"], models: ["gpt-4o"]),
        Row(2, "beta", new SiteFigures(100, 1, 0, 0, 900, 900, 0), tags: ["eu", "cheap"], groups: ["vip"], models: ["claude-x", "gpt-4o"], provider: "anthropic"),
        Row(3, "Gamma", default, enabled: false),
        Row(4, "delta", default, keys: 0),
        Row(5, "Epsilon", default, load: Idle with { CoolingUntil = DateTimeOffset.MaxValue, CoolingReason = "=1+1" }),
    ];

    [Theory]
    [InlineData("alp", null, null, null, null, "1")]
    [InlineData("#2", null, null, null, null, "2")]
    [InlineData("claude", null, null, null, null, "2")]
    [InlineData("gpt-4o", null, null, "cheap", null, "2")]
    [InlineData(null, ChannelCondition.Ready, null, null, null, "1 2")]
    [InlineData(null, ChannelCondition.NoKeys, null, null, null, "4")]
    [InlineData(null, ChannelCondition.Cooling, null, null, null, "5")]
    [InlineData(null, ChannelCondition.Disabled, null, null, null, "3")]
    [InlineData(null, null, "anthropic", null, null, "2")]
    [InlineData(null, null, null, "eu", "default", "1")]
    [InlineData("nobody", null, null, null, null, "")]
    public void Filters_TakenTogether_LeaveWhatIsMeant(string? search, ChannelCondition? state, string? provider, string? tag, string? group, string expected) =>
        Assert.Equal(expected, Ids(new BoardQuery(search, state, provider, tag, group)));

    [Theory]
    [InlineData(BoardOrder.Priority, false, "1 2 3 4 5")]
    [InlineData(BoardOrder.Priority, true, "5 4 3 2 1")]
    [InlineData(BoardOrder.Name, false, "1 2 4 5 3")]
    [InlineData(BoardOrder.Spend, false, "2 1 3 4 5")]
    [InlineData(BoardOrder.Margin, false, "1 2 3 4 5")]
    [InlineData(BoardOrder.Errors, false, "1 2 3 4 5")]
    [InlineData(BoardOrder.State, false, "3 4 5 1 2")]
    [InlineData(BoardOrder.Models, false, "2 1 3 4 5")]
    public void Orders_BeginWithTheLargest_AndCanBeTurnedRound(BoardOrder order, bool reversed, string expected) =>
        Assert.Equal(expected, Ids(new BoardQuery(Order: order, Reversed: reversed)));

    [Fact]
    public void File_HasALineForEach_AndNoFormula()
    {
        var lines = BoardCsv.Write(Rows).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("id,name,provider,baseUrl,state,reason,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("5,Epsilon,openai,http://127.0.0.1:9,cooling,", lines[5], StringComparison.Ordinal);
        Assert.DoesNotContain(",=1+1", lines[5], StringComparison.Ordinal);
        Assert.Contains("0.00000006", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channels_InTheDatabase_AreReadWithTheirState_AndSwitchedTogether()
    {
        var service = host.Services.GetRequiredService<ChannelService>();
        var (one, two) = (await MakeAsync(service, "board-1", ["key-1", "key-2"]), await MakeAsync(service, "board-2", ["key-3"]));
        await host.Services.GetRequiredService<ChannelKeyService>().SetEnabledAsync(two.Id, [two.Keys[0].Id], false);
        var query = new BoardQuery(Tag: "of-the-board");
        Assert.Equal([ChannelCondition.Ready, ChannelCondition.NoKeys], (await ReadAsync(query)).Select(row => row.Channel.Condition));
        var keys = await host.Services.GetRequiredService<ChannelLister>().CountKeysAsync([one.Id, two.Id], TestContext.Current.CancellationToken);
        Assert.Equal((new KeyCount(2, 2), new KeyCount(1, 0)), (keys[one.Id], keys[two.Id]));
        Assert.Equal(2, await service.SetEnabledAsync([one.Id, two.Id, 999_999], false, TestContext.Current.CancellationToken));
        Assert.All(await ReadAsync(query), row => Assert.Equal(ChannelCondition.Disabled, row.Channel.Condition));
        Assert.Equal(ChannelEventKind.ChannelDisabled, (await service.EventsAsync(one.Id, cancellationToken: TestContext.Current.CancellationToken))[0].Kind);
        var json = await host.Services.GetRequiredService<ChannelTransfer>().ExportAsync([one.Id], TestContext.Current.CancellationToken);
        Assert.Contains("board-1", json, StringComparison.Ordinal);
        Assert.DoesNotContain("key-1", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_OfAKeyThatWasTestedAndInUse_GetsNoLine_AndOfOneThatWasSetAsideOne()
    {
        await using var upstream = await FakeUpstream.StartAsync(Replies.Chat());
        var (service, pool, tester) = (host.Services.GetRequiredService<ChannelService>(), host.Services.GetRequiredService<ChannelKeyService>(), host.Services.GetRequiredService<ChannelTester>());
        var channel = await service.CreateAsync(new ChannelSpec("history", "openai", upstream.Address, ["sk-history"], ["gpt-4o"], null, null, 0, 1, true, 1, ClientGonePolicy.Drain), TestContext.Current.CancellationToken);
        Assert.True((await tester.TestAsync(channel.Id, keyId: channel.Keys[0].Id, cancellationToken: TestContext.Current.CancellationToken))!.Ok);
        Assert.Empty(await service.EventsAsync(channel.Id, cancellationToken: TestContext.Current.CancellationToken));
        await pool.SetAsideAsync(channel.Keys[0].Id, "401 invalid_api_key");
        Assert.True((await tester.TestAsync(channel.Id, keyId: channel.Keys[0].Id, cancellationToken: TestContext.Current.CancellationToken))!.Ok);
        Assert.Equal([ChannelEventKind.KeyRestored], (await service.EventsAsync(channel.Id, cancellationToken: TestContext.Current.CancellationToken)).Select(change => change.Kind));
        Assert.Equal(PooledKeyState.Ready, Assert.Single((await pool.ListAsync(channel.Id, TestContext.Current.CancellationToken))!).State);
        await service.DeleteAsync(channel.Id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Directory_WithMoreKeysThanOneQuestionCanName_ReadsThemAll()
    {
        const int Many = 33_000;
        var (service, directory) = (host.Services.GetRequiredService<ChannelService>(), host.Services.GetRequiredService<ChannelDirectory>());
        var channel = await MakeAsync(service, "many keys", ["the-first-key"]);
        await using var context = host.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        await context.Database.ExecuteSqlAsync($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Many})
            INSERT INTO channel_keys (channel_id, protected, hint, disabled) SELECT {channel.Id}, protected, hint, 0 FROM n, channel_keys WHERE id = {channel.Keys[0].Id}
            """, TestContext.Current.CancellationToken);
        try
        {
            await directory.LoadAsync();
            Assert.Equal(Many + 1, directory.All.Single(entry => entry.Id == channel.Id).Keys.Count);
        }
        finally
        {
            await context.ChannelKeys.Where(key => key.ChannelId == channel.Id).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await service.DeleteAsync(channel.Id, TestContext.Current.CancellationToken);
        }
    }

    [Fact(Explicit = true)]
    public async Task List_OfAThousandChannelsWithAHundredKeysEach_IsReadQuickly()
    {
        var vault = host.Services.GetRequiredService<KeyVault>();
        await using (var context = host.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext())
        {
            for (var i = 0; i < 1000; i++)
            {
                var channel = new Channel { Name = $"many {i}", BaseUrl = "http://127.0.0.1:9", Models = [.. Enumerable.Range(0, 40).Select(model => $"model-{model}")], Tags = [$"tag-{i % 20}"], Priority = -i };
                channel.Keys.AddRange(Enumerable.Range(0, 100).Select(key => vault.NewKey($"sk-many-{i}-{key}-0123456789")));
                context.Channels.Add(channel);
            }

            await TimeAsync("saved", () => context.SaveChangesAsync());
        }

        var (lister, service) = (host.Services.GetRequiredService<ChannelLister>(), host.Services.GetRequiredService<ChannelService>());
        for (var i = 0; i < 3; i++)
        {
            var rows = await TimeAsync("list", () => host.Services.GetRequiredService<ChannelBoard>().ReadAsync());
            var page = await TimeAsync("filter and sort", () => Task.FromResult(new BoardQuery(Search: "model-3", Order: BoardOrder.Spend).Apply(rows)));
            await TimeAsync("keys of a page", () => lister.CountKeysAsync([.. page.Take(50).Select(row => row.Channel.Id)]));
            await TimeAsync("all with keys, as before", () => service.ListAsync());
            await TimeAsync("directory", async () => { await host.Services.GetRequiredService<ChannelDirectory>().LoadAsync(); return 0; });
            await TimeAsync("one switched off", () => service.SetEnabledAsync([page[i].Channel.Id], false));
        }

        await TimeAsync("switch 1,000 off", () => service.SetEnabledAsync([.. lister.LinesAsync().Result.Select(line => line.Id)], false));
    }

    private async Task<T> TimeAsync<T>(string what, Func<Task<T>> work)
    {
        var clock = Stopwatch.StartNew();
        var result = await work();
        output.WriteLine($"{what}: {clock.ElapsedMilliseconds} ms");
        return result;
    }

    private async Task<IReadOnlyList<BoardRow>> ReadAsync(BoardQuery query) =>
        query.Apply(await host.Services.GetRequiredService<ChannelBoard>().ReadAsync(TestContext.Current.CancellationToken));

    private static Task<ChannelView> MakeAsync(ChannelService service, string name, string[] keys) => service.CreateAsync(
        new ChannelSpec(name, "openai", "http://127.0.0.1:9", keys, ["gpt-4o"], null, null, 0, 1, true, 1, ClientGonePolicy.Drain) { Tags = ["of-the-board"] });

    private static string Ids(BoardQuery query) => string.Join(' ', query.Apply(Rows).Select(row => row.Channel.Id));

    private static BoardRow Row(
        long id, string name, SiteFigures day, bool enabled = true, int keys = 1, string provider = "openai", string[]? tags = null, string[]? groups = null, string[]? models = null, ChannelLoadView? load = null) =>
        new(new ChannelLine(id, name, provider, "http://127.0.0.1:9", models ?? [], groups ?? [], tags ?? [], 0, 1, enabled, default, null, null, null, keys, load ?? Idle), day);
}
