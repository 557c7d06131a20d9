using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts.Notices;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts.Notices;

/// <summary>Users hear of credit that expires: three days before, a day before, afterwards, each once.</summary>
public sealed class ExpiryNoticeTests : IAsyncLifetime
{
    private AppHost _app = null!;
    private long _userId;

    private ExpiryNotices Notices => _app.Services.GetRequiredService<ExpiryNotices>();

    public async ValueTask InitializeAsync()
    {
        _app = await AppHost.StartAsync();
        (_userId, _) = await _app.UserAsync("ann");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(2.5, 10, ExpiryStage.ThreeDays)]
    [InlineData(0.5, 10, ExpiryStage.OneDay)]
    [InlineData(0.5, 2, ExpiryStage.OneDay)]
    [InlineData(3.5, 10, null)]
    [InlineData(2.5, 0.1, null)]
    [InlineData(0.5, 0.1, null)]
    public async Task Grant_AboutToExpire_IsToldOnceWhateverHowOftenItIsLookedFor(double daysLeft, double daysOld, ExpiryStage? expected)
    {
        await GrantAsync(daysLeft, daysOld);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RunAsync()));
        await RunAsync();
        var notices = await Notices.ListAsync(_userId);
        Assert.Equal(expected, notices.SingleOrDefault()?.Stage);
        Assert.Equal(expected is null ? 0 : 1, await MailsAsync());
    }

    [Fact]
    public async Task Grant_OnItsWay_IsToldThreeTimesAndShowsTheLatest()
    {
        var id = await GrantAsync(2.5, 10);
        await RunAsync();
        await MoveAsync(id, 0.5);
        await RunAsync();
        Assert.Equal(ExpiryStage.OneDay, Assert.Single(await Notices.ListAsync(_userId)).Stage);
        await MoveAsync(id, -0.01);
        await _app.Services.GetRequiredService<CreditLedger>().ExpireDueAsync();
        await RunAsync();
        await RunAsync();
        var notice = Assert.Single(await Notices.ListAsync(_userId));
        Assert.Equal((ExpiryStage.Expired, Credit.FromUsd(5)), (notice.Stage, notice.Amount));
        Assert.Equal(3, await MailsAsync());
        await Notices.DismissAsync(_userId, notice);
        Assert.Empty(await Notices.ListAsync(_userId));
        await RunAsync();
        Assert.Empty(await Notices.ListAsync(_userId));
        Assert.Equal(3, await MailsAsync());
    }

    [Fact]
    public async Task Mails_SwitchedOff_LeaveTheNoticeOnThePage()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await visitor.LogInAsync("ann", ApiCalls.Password);
        await visitor.PostAsync("/setting/notifications", "notifications", ("Input.BelowUsd", "1"), ("Input.ByMail", "True"));
        await GrantAsync(0.5, 10);
        await RunAsync();
        Assert.Single(await Notices.ListAsync(_userId));
        Assert.Equal(0, await MailsAsync());
        await visitor.PostAsync("/setting/notifications", "notifications", ("Input.BelowUsd", "1"), ("Input.ByMail", "True"), ("Input.ExpiringCredit", "True"));
        await GrantAsync(0.5, 10);
        await RunAsync();
        Assert.Equal(1, await MailsAsync());
    }

    [Fact]
    public async Task Grant_SpentOrTiny_IsNotSpokenOf()
    {
        await GrantAsync(0.5, 10, Credit.FromUsd(0.009m));
        var spent = await GrantAsync(0.5, 10);
        await _app.Services.GetRequiredService<CreditLedger>().WithdrawAsync(_userId, Credit.FromUsd(5), "a test");
        await RunAsync();
        Assert.Empty(await Notices.ListAsync(_userId));
        Assert.True(spent > 0);
    }

    private async Task<long> GrantAsync(double daysLeft, double daysOld, long? amount = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = await _app.Services.GetRequiredService<CreditLedger>().GrantAsync(new NewGrant(_userId, GrantKind.Gift, amount ?? Credit.FromUsd(5), now.AddDays(daysLeft), "a test"));
        await using var context = Open();
        var created = now.AddDays(-daysOld).ToUnixTimeMilliseconds();
        await context.Database.ExecuteSqlAsync($"UPDATE grants SET created_at = {created} WHERE id = {id}");
        return id;
    }

    /// <summary>As if time had passed.</summary>
    private async Task MoveAsync(long id, double daysLeft)
    {
        await using var context = Open();
        var expiry = TimeProvider.System.GetUtcNow().AddDays(daysLeft).ToUnixTimeMilliseconds();
        await context.Database.ExecuteSqlAsync($"UPDATE grants SET expires_at = {expiry} WHERE id = {id}");
        await context.Database.ExecuteSqlAsync($"UPDATE accounts SET next_expiry = {expiry} WHERE user_id = {_userId}");
    }

    private async Task RunAsync()
    {
        try
        {
            await Notices.RunAsync();
        }
        catch (DbUpdateException)
        {
            // Another of those at the same moment was first.
        }
    }

    private async Task<int> MailsAsync()
    {
        await using var context = Open();
        return await context.Mails.CountAsync(mail => mail.Template == "Expiry");
    }

    private PeppaDbContext Open() => _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
}
