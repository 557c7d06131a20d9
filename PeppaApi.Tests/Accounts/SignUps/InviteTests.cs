using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts.Invites;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Redemptions;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts.SignUps;

/// <summary>What inviting earns, and what it does not.</summary>
public sealed class InviteTests : IAsyncLifetime
{
    private AppHost _app = null!;

    private InviteService Invites => _app.Services.GetRequiredService<InviteService>();

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _app.Services.GetRequiredService<LedgerAudit>().RunAsync()).Differences);
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Code_AskedForByManyPagesAtOnce_IsOne()
    {
        var codes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Invites.CodeAsync(1)));
        Assert.Single(codes.Distinct());
        Assert.Equal(codes[0], await Invites.CodeAsync(1));
        Assert.EndsWith("/register?aff=" + codes[0], (await _app.Admin.CallAsync("GET", "/api/me/invites")).Body!["link"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invited_OnceConfirmed_EarnsTheInviterAndShowsHow()
    {
        var ann = await JoinAsync("ann", "ann@example.com", "198.51.100.1");
        await SignUpAsync("ben", "ben@example.com", "198.51.100.2", ann);
        Assert.Equal(new InviteSummary(1, 0, 0), await Invites.SummaryAsync(ann));
        await ConfirmAsync("ben@example.com");
        Assert.Equal(new InviteSummary(1, 1, Credit.FromUsd(0.3m)), await Invites.SummaryAsync(ann));
        var invited = Assert.Single((await Invites.ListAsync(ann, 1, 10)).Items);
        Assert.Equal(("b•••", Credit.FromUsd(0.3m), null), (invited.Name, invited.Reward, invited.NoReward));
        Assert.NotNull(invited.ConfirmedAt);
    }

    [Fact]
    public async Task Invited_ByOneselfOrInARing_EarnsNothingAndIsListedWithTheReason()
    {
        await _app.Services.GetRequiredService<OperatorSettings>().SaveAsync(SignUpSettings.Default with { OneAccountPerMailbox = false });
        var ann = await JoinAsync("ann", "ann@example.com", "198.51.100.1");
        await JoinAsync("alias", "ann+2@example.com", "198.51.100.9", ann);
        await JoinAsync("neighbour", "n@example.com", "198.51.100.1", ann);
        var ben = await JoinAsync("ben", "ben@example.com", "198.51.100.2", ann);
        await JoinAsync("twin", "twin@example.com", "198.51.100.2", ann);
        var cid = await JoinAsync("cid", "cid@example.com", "198.51.100.3", ben);
        await JoinAsync("again", "ann+3@example.com", "198.51.100.4", cid);
        await JoinAsync("back", "back@example.com", "198.51.100.1", cid);
        var (rows, total) = await _app.Services.GetRequiredService<SignUpDesk>().ListAsync(SignUpFilter.WithoutReward, 1, 20);
        Assert.Equal(5, total);
        Assert.Equal(
            [("again", NoReward.Ring), ("alias", NoReward.SamePerson), ("back", NoReward.Ring), ("neighbour", NoReward.SameAddress), ("twin", NoReward.SameAddressAsOther)],
            rows.Select(row => (row.UserName, row.NoReward!.Value)).OrderBy(row => row.UserName));
        Assert.Equal(Credit.FromUsd(0.3m), (await Invites.SummaryAsync(ann)).Earned);
        Assert.Equal(Credit.FromUsd(0.3m), (await Invites.SummaryAsync(ben)).Earned);
        Assert.Equal(0, (await Invites.SummaryAsync(cid)).Earned);
        Assert.Equal(5, (await _app.Admin.CallAsync("GET", "/api/sign-ups?filter=without_reward")).Body!["total"]!.GetValue<int>());
        var suspicious = (await _app.Admin.CallAsync("GET", "/api/audit-log?suspicious=true&act=invite")).Body!["items"]!.AsArray();
        Assert.Equal(["again", "alias", "back", "neighbour", "twin"], suspicious.Select(record => record!["subject"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task Invited_FromWhereTheInviterLogsIn_EarnsNothing()
    {
        var (inviter, _) = await _app.UserAsync("inviter");
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await visitor.LogInAsync("inviter", ApiCalls.Password);
        await JoinAsync("self", "self@example.com", "127.0.0.1", inviter);
        Assert.Equal(NoReward.SameAddress, Assert.Single((await Invites.ListAsync(inviter, 1, 10)).Items).NoReward);
    }

    [Fact]
    public async Task TopUp_OfAnInvitedUser_SharesOnce()
    {
        await _app.Services.GetRequiredService<OperatorSettings>().SaveAsync(GiftSettings.Default with { InviteUsd = 0, TopUpSharePercent = 5 });
        var ann = await JoinAsync("ann", "ann@example.com", "198.51.100.1");
        var ben = await JoinAsync("ben", "ben@example.com", "198.51.100.2", ann);
        var batch = await _app.Services.GetRequiredService<RedemptionBatches>().CreateAsync(new NewRedemptionBatch("shop", 2, Credit.FromUsd(10)));
        var redemptions = _app.Services.GetRequiredService<RedemptionService>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => redemptions.RedeemAsync(ben, batch.Codes[0], null)));
        Assert.Equal(Credit.FromUsd(0.5m), (await Invites.SummaryAsync(ann)).Earned);

        // Nobody invited ann; and what a killed process left out is given at the next start, not twice.
        await redemptions.RedeemAsync(ann, batch.Codes[1], null);
        await _app.RestartAsync();
        await _app.Services.GetRequiredService<TopUpShares>().GiveDueAsync(TimeProvider.System.GetUtcNow().AddHours(-1));
        Assert.Equal(Credit.FromUsd(0.5m), (await Invites.SummaryAsync(ann)).Earned);
    }

    private async Task SignUpAsync(string name, string email, string from, long? inviter = null) => await _app.Services.GetRequiredService<SignUpService>().StartAsync(new SignUpInput(
        name, email, ApiCalls.Password, inviter is { } id ? await Invites.CodeAsync(id) : null, 1, IPAddress.Parse(from), CultureInfo.GetCultureInfo("en")));

    private async Task<long> ConfirmAsync(string email)
    {
        var link = SignUpMailbox.LinkOf((await _app.MailsAsync(email))[^1].TextBody);
        var result = await _app.Services.GetRequiredService<SignUpConfirmation>().ByLinkAsync(link);
        Assert.Equal(ConfirmOutcome.Confirmed, result.Outcome);
        return result.UserId!.Value;
    }

    private async Task<long> JoinAsync(string name, string email, string from, long? inviter = null)
    {
        await SignUpAsync(name, email, from, inviter);
        return await ConfirmAsync(email);
    }
}
