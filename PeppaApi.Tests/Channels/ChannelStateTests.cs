using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Channels;

public sealed class ChannelStateTests
{
    [Fact]
    public async Task KeyPool_AfterARestart_IsAsItWas()
    {
        await using var app = await AppHost.StartAsync();
        var id = await AddAsync(app, "http://127.0.0.1:9", "key-number-0001", "key-number-0002", "key-number-0003");
        using (var lease = Choose(app))
        {
            lease.KeyBusy(TimeSpan.FromMinutes(5));
            lease.Used(10, 2_000_000_000);
        }

        var pool = app.Services.GetRequiredService<ChannelKeyService>();
        var keys = (await pool.ListAsync(id))!;
        var free = keys.First(key => key.State == PooledKeyState.Ready);
        await pool.SetAsideAsync(free.Id, "401 invalid_api_key");
        await pool.SetEnabledAsync(id, [keys.Last(key => key.State == PooledKeyState.Ready && key.Id != free.Id).Id], enabled: false);
        await app.RestartAsync();

        var after = (await app.Services.GetRequiredService<ChannelKeyService>().ListAsync(id))!;
        var cooling = Assert.Single(after, key => key.State == PooledKeyState.Cooling);
        Assert.Equal((1, 2m, "429: too many requests"), (cooling.Requests, cooling.SpentUsd, cooling.Reason));
        Assert.InRange((cooling.Until!.Value - TimeProvider.System.GetUtcNow()).TotalMinutes, 4, 5);
        Assert.Equal("401 invalid_api_key", Assert.Single(after, key => key.State == PooledKeyState.SetAside).Reason);
        Assert.Single(after, key => key.State == PooledKeyState.Disabled);
        Assert.Null(app.Services.GetRequiredService<ChannelSelector>().Choose(new ChannelSearch(Group.Default, "gpt-4o")));
    }

    [Fact]
    public async Task KeyPool_Paste_AddsWhatIsNewAndHidesIt()
    {
        await using var app = await AppHost.StartAsync();
        var id = await AddAsync(app, "http://127.0.0.1:9", "key-number-0001");
        var keys = string.Join(',', Enumerable.Range(1, 300).Select(i => $"\"key-number-{i:0000}\""));
        var (status, added) = await app.Admin.CallAsync("POST", $"/api/channels/{id}/keys", $$"""{"keys":[{{keys}}]}""");
        Assert.Equal((200, 299), (status, added!["added"]!.GetValue<int>()));
        var (_, list) = await app.Admin.CallAsync("GET", $"/api/channels/{id}/keys?pageSize=100&state=Ready");
        Assert.Equal(300, list!["total"]!.GetValue<int>());
        Assert.Equal("0001", list["items"]![0]!["hint"]!.GetValue<string>());
        Assert.DoesNotContain("key-number", list.ToJsonString(), StringComparison.Ordinal);
        var first = list["items"]![0]!["id"]!.GetValue<long>();
        Assert.Equal(200, (await app.Admin.CallAsync("PUT", $"/api/channels/{id}/keys/{first}", """{"enabled":false}""")).Status);
        Assert.Equal(204, (await app.Admin.CallAsync("DELETE", $"/api/channels/{id}/keys/{first + 1}")).Status);
        var (_, ready) = await app.Admin.CallAsync("GET", $"/api/channels/{id}/keys?state=Ready");
        Assert.Equal(298, ready!["total"]!.GetValue<int>());
        Assert.Equal(404, (await app.Admin.CallAsync("DELETE", $"/api/channels/{id}/keys/{first + 1}")).Status);
    }

    [Fact]
    public async Task Events_OfEveryChange_HaveReasonAndTime()
    {
        await using var app = await AppHost.StartAsync();
        var id = await AddAsync(app, "http://127.0.0.1:9", "key-number-0001");
        for (var i = 0; i < 3; i++)
        {
            using var lease = Choose(app);
            lease.ChannelFailed("It cannot be reached.");
        }

        // Events of one millisecond have no order.
        await Task.Delay(5);
        await app.Services.GetRequiredService<ChannelService>().SetEnabledAsync(id, enabled: false);
        await app.Services.GetRequiredService<ChannelJournalWriter>().WriteAsync();
        var events = await app.Services.GetRequiredService<ChannelService>().EventsAsync(id);
        Assert.Equal([ChannelEventKind.ChannelDisabled, ChannelEventKind.ChannelCooling], events.Select(change => change.Kind));
        Assert.Equal("It cannot be reached.", events[1].Reason);
        Assert.NotNull(events[1].Until);
        var (status, list) = await app.Admin.CallAsync("GET", $"/api/channels/{id}/events");
        Assert.Equal((200, "ChannelDisabled"), (status, list!["items"]![0]!["kind"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Watch_WhatWorksAgain_IsInUseAgain()
    {
        await using var upstream = await FakeUpstream.StartAsync(Replies.Json("""{"error":{"message":"down"}}""", 500));
        await using var app = await AppHost.StartAsync();
        var id = await AddAsync(app, upstream.Address, "key-number-0001", "key-number-0002");
        for (var i = 0; i < 3; i++)
        {
            using var lease = Choose(app);
            lease.ChannelFailed("It answered 500.");
        }

        var pool = app.Services.GetRequiredService<ChannelKeyService>();
        var aside = (await pool.ListAsync(id))![1].Id;
        await pool.SetAsideAsync(aside, "401 invalid_api_key");
        await BackDateAsync(app, aside);
        var watch = app.Services.GetRequiredService<ChannelWatch>();
        var breaker = app.Services.GetRequiredService<ChannelDirectory>().FindState(id)!.Breaker;
        await watch.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.False(breaker.IsReady);
        Assert.Equal(2, upstream.Requests.Count);

        upstream.Script = Replies.Chat();
        await watch.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.True(breaker.IsReady);
        // The key was tested a moment ago: its turn comes later.
        Assert.Equal(3, upstream.Requests.Count);
        Assert.Equal(PooledKeyState.SetAside, (await pool.ListAsync(id))![1].State);
        await app.Services.GetRequiredService<ChannelTester>().TestAsync(id, keyId: aside, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(PooledKeyState.Ready, (await pool.ListAsync(id))![1].State);
    }

    private static ChannelLease Choose(AppHost app) =>
        app.Services.GetRequiredService<ChannelSelector>().Choose(new ChannelSearch(Group.Default, "gpt-4o"))!;

    private static async Task<long> AddAsync(AppHost app, string address, params string[] keys) =>
        (await app.Services.GetRequiredService<ChannelService>().CreateAsync(
            new ChannelSpec("some", "openai", address, keys, ["gpt-4o"], null, null, 0, 1, true, 1, default))).Id;

    private static async Task BackDateAsync(AppHost app, long keyId)
    {
        await using var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        (await context.ChannelKeys.SingleAsync(key => key.Id == keyId)).SetAsideAt = TimeProvider.System.GetUtcNow().AddHours(-1);
        await context.SaveChangesAsync();
    }
}
