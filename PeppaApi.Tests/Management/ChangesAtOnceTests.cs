using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Agreements;
using PeppaApi.Accounts.Notices;
using PeppaApi.Channels;
using PeppaApi.Components.Pages.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Management;

/// <summary>Several people, or programs, change the same at the same time: no change undoes another, nothing done twice is a fault.</summary>
public sealed class ChangesAtOnceTests : IAsyncLifetime
{
    private const int Rounds = 10;
    private AppHost _app = null!;

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Token_DisabledWhileItsLimitIsSet_StaysDisabledAndHasTheLimit()
    {
        var tokens = Get<TokenService>();
        var token = await tokens.CreateAsync(1, new TokenSpec("one", null, null, [], []));
        await tokens.UpdateAsync(1, token.Id, before =>
        {
            Assert.True(tokens.SetEnabledAsync(1, token.Id, enabled: false).GetAwaiter().GetResult());
            return new TokenSpec(before.Name, 5, null, [], [], before.Enabled);
        });
        var after = await tokens.GetAsync(1, token.Id);
        Assert.Equal((false, 5_000_000_000), (after!.Enabled, after.Limit));
    }

    [Fact]
    public async Task Put_OfDifferentFieldsOfOneThing_KeepsBoth()
    {
        var token = await Get<TokenService>().CreateAsync(1, new TokenSpec("one", null, null, [], []));
        var channel = await Get<ChannelService>().CreateAsync(Spec("one"));
        for (var round = 1; round <= Rounds; round++)
        {
            await PutAtOnceAsync($"/api/me/tokens/{token.Id}", $$"""{"limitUsd":{{round}}}""", $$"""{"enabled":{{Word(round)}}}""");
            await PutAtOnceAsync($"/api/channels/{channel.Id}", $$"""{"weight":{{round}}}""", $$"""{"enabled":{{Word(round)}}}""");
            await PutAtOnceAsync("/api/users/1/limits", $$"""{"concurrency":{{round}}}""", $$"""{"creditPerDayUsd":{{round}}}""");
            await PutAtOnceAsync("/api/groups/gold", $$"""{"multiplier":{{(round / 20m).ToString(CultureInfo.InvariantCulture)}}}""");
            await PutAtOnceAsync("/api/groups/gold", $$"""{"priceYuan":{{round}}}""", $$"""{"includedUsd":{{round}}}""");
            var (seenToken, seenChannel) = (await Get<TokenService>().GetAsync(1, token.Id), await Get<ChannelService>().GetAsync(channel.Id));
            Assert.Equal((round * 1_000_000_000L, round % 2 == 0), (seenToken!.Limit, seenToken.Enabled));
            Assert.Equal((round, round % 2 == 0), (seenChannel!.Weight, seenChannel.Enabled));
            Assert.Equal(new LimitsInput(Concurrency: round, CreditPerDayUsd: round), await Get<UserLimitService>().GetAsync(1));
            Assert.Equal(new GroupView("gold", round / 20m, round, round), await Get<GroupService>().FindAsync("gold"));
        }
    }

    [Fact]
    public async Task Group_MadeByManyAtOnce_IsMadeOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _app.Admin.CallAsync("PUT", "/api/groups/gold", """{"multiplier":0.5}""")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(await Get<GroupService>().ListAsync(), group => group.Name == "gold");
    }

    [Fact]
    public async Task Channel_ThatManyTag_HasEachTag()
    {
        var channels = Get<ChannelService>();
        var channel = await channels.CreateAsync(Spec("one"));
        var tags = Enumerable.Range(1, 15).Select(number => $"tag-{number}").ToList();
        await Task.WhenAll(tags.Select(tag => Task.Run(() => channels.ChangeAsync([channel.Id], new ChannelChange(AddTags: [tag])))));
        Assert.Equal(tags.Order(), (await channels.GetAsync(channel.Id))!.Tags.Order());
    }

    [Fact]
    public async Task Form_OfAChannelThatSomebodyElseChanges_IsOutOfDate()
    {
        var channels = Get<ChannelService>();
        var rules = new ChannelRulesSpec(Headers: new Dictionary<string, string> { ["x-team"] = "one" });
        var opened = await channels.CreateAsync(Spec("one") with { Tags = ["fast"], ModelMapping = new Dictionary<string, string> { ["gpt-4o"] = "gpt-4o-2" }, Rules = rules });
        Assert.True(ChannelForm.AreSame(opened, (await channels.GetAsync(opened.Id))!));
        await channels.ChangeAsync([opened.Id], new ChannelChange(Weight: 7));
        Assert.False(ChannelForm.AreSame(opened, (await channels.GetAsync(opened.Id))!));
    }

    [Fact]
    public async Task Account_DeletedWhileSomebodyGuessesItsPassword_StaysDeleted()
    {
        var (id, client) = await _app.UserAsync("some");
        client.Dispose();
        await using var scope = _app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var read = await users.FindByIdAsync(id.ToString(CultureInfo.InvariantCulture));
        await Get<AccountDeletion>().DeleteAsync(id, "some");
        Assert.False((await users.AccessFailedAsync(read!)).Succeeded);
        Assert.Equal((true, $"deleted-{id}"), await UserAsync(id, user => (user.Disabled, user.UserName!)));
    }

    [Fact]
    public async Task Account_DeletedTwiceAtOnceWhileItChanges_IsGone()
    {
        var (id, client) = await _app.UserAsync("some");
        client.Dispose();
        var changes = Enumerable.Range(1, 3).Select(number => Task.Run(() => Get<UserLimitService>().SetAsync(id, _ => new LimitsInput(Concurrency: number))));
        var deletions = Enumerable.Range(0, 2).Select(_ => FaultAsync(() => Get<AccountDeletion>().DeleteAsync(id, "some")));
        var deleting = Task.WhenAll(deletions);
        await Task.WhenAll(changes);
        // The later one finds another name.
        Assert.IsType<InputException>(Assert.Single(await deleting, fault => fault is not null));
        Assert.Equal((true, $"deleted-{id}"), await UserAsync(id, user => (user.Disabled, user.UserName!)));
    }

    [Fact]
    public async Task Admins_WhoAllGoAtOnce_LeaveOne()
    {
        var users = Get<UserService>();
        var ids = new List<long> { 1 };
        foreach (var name in (string[])["ann", "ben", "cas", "dan"])
        {
            ids.Add((await users.CreateAsync(new NewUser(name, $"{name}@example.com", ApiCalls.Password, EmailConfirmed: true, Admin: true))).Id);
        }

        var going = ids.Select((id, at) => FaultAsync(() => (at % 3) switch
        {
            0 => users.SetRoleAsync(id, Role.User, CancellationToken.None),
            1 => users.UpdateAsync(id, new UserChange(Disabled: true)),
            _ => Get<AccountDeletion>().DeleteAsync(id, "ben"),
        }));
        Assert.IsType<InputException>(Assert.Single(await Task.WhenAll(going), fault => fault is not null));
        Assert.True(await users.AnyAdminAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Removal_ByManyAtOnce_IsOne()
    {
        var (channels, keys) = (Get<ChannelService>(), Get<ChannelKeyService>());
        var channel = await channels.CreateAsync(Spec("one", keys: 20));
        var ids = (await keys.ListAsync(channel.Id))!.Select(key => key.Id).ToList();
        var removed = await Task.WhenAll(ids.Take(4).Select(id => Task.Run(() => keys.RemoveAsync(channel.Id, [id]))).Append(Task.Run(() => keys.RemoveAsync(channel.Id, ids))));
        Assert.Equal(ids.Count, removed.Sum());

        var accessTokens = Get<AccessTokenService>();
        await accessTokens.CreateAsync(1, "one");
        var token = (await accessTokens.ListAsync(1))[0].Id;
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, Rounds).Select(_ => Task.Run(() => accessTokens.DeleteAsync(1, token)))), done => done);
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, Rounds).Select(_ => Task.Run(() => channels.DeleteAsync(channel.Id)))), done => done);
    }

    [Fact]
    public async Task FirstSave_ByManyAtOnce_IsTakenOrAConflict()
    {
        var notices = Get<NoticeService>();
        var secrets = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(_ => Task.Run(() => notices.SaveAsync(1, NoticeSettings.Default with { WebhookUrl = "https://example.com/hook" }))));
        Assert.Single(secrets, secret => secret is not null);

        var agreements = Get<AgreementService>();
        var version = (await agreements.StoredAsync()).Version;
        var faults = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(_ => FaultAsync(() => agreements.PublishAsync(version, "some", "some"))));
        Assert.Single(faults, fault => fault is null);
        Assert.All(faults.Where(fault => fault is not null), fault => Assert.IsType<InputException>(fault));
    }

    private static ChannelSpec Spec(string name, int keys = 1) => new(
        name, "openai", "http://127.0.0.1:9", [.. Enumerable.Range(1, keys).Select(number => $"key-{number:D4}-of-a-channel")], ["gpt-4o"], null, null, 0, 1, true, 1, ClientGonePolicy.Drain);

    private static string Word(int round) => round % 2 == 0 ? "true" : "false";

    private static Task<Exception?> FaultAsync(Func<Task> act) => Task.Run(async () => await Record.ExceptionAsync(act));

    private T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    private async Task PutAtOnceAsync(string path, params string[] bodies)
    {
        var answers = await Task.WhenAll(bodies.Select(body => _app.Admin.CallAsync("PUT", path, body)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
    }

    private async Task<T> UserAsync<T>(long id, Func<User, T> read)
    {
        await using var context = await Get<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync();
        return read(await context.Users.AsNoTracking().SingleAsync(user => user.Id == id));
    }
}
