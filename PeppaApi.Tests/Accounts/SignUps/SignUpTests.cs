using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Agreements;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts.SignUps;

/// <summary>Who may sign up, and how an address is confirmed.</summary>
public sealed class SignUpTests : IAsyncLifetime
{
    private AppHost _app = null!;

    private SignUpService SignUps => _app.Services.GetRequiredService<SignUpService>();

    private SignUpConfirmation Confirmation => _app.Services.GetRequiredService<SignUpConfirmation>();

    private OperatorSettings Settings => _app.Services.GetRequiredService<OperatorSettings>();

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _app.Services.GetRequiredService<LedgerAudit>().RunAsync()).Differences);
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Code_OfTheMail_MakesAUserWithTheGiftAndTheAcceptance()
    {
        var handle = await StartAsync("ann", "ann@example.com");
        Assert.Equal(SignUpStep.EnterCode, (await SignUps.ViewAsync(handle))!.Step);
        var result = await Confirmation.ByCodeAsync(handle, await CodeAsync("ann@example.com"));
        Assert.Equal(ConfirmOutcome.Confirmed, result.Outcome);
        var user = await _app.Services.GetRequiredService<UserService>().GetAsync(result.UserId!.Value);
        Assert.Equal(("ann", "ann@example.com", true, Credit.FromUsd(0.5m)), (user!.UserName, user.Email, user.EmailConfirmed, user.Available));
        var grant = Assert.Single((await _app.Services.GetRequiredService<BalanceReader>().GetAsync(user.Id)).Grants);
        Assert.Equal(GrantKind.SignUpGift, grant.Kind);
        Assert.Equal(3, Math.Round((grant.ExpiresAt!.Value - grant.CreatedAt).TotalDays));
        await using var context = Open();
        Assert.Equal(1, (await context.AgreementAcceptances.SingleAsync(row => row.UserId == user.Id)).Version);
        var row = await context.SignUps.SingleAsync();
        Assert.Null(row.PasswordHash);
        Assert.NotNull(row.GiftsAt);
        Assert.Equal(SignUpStep.Done, (await SignUps.ViewAsync(handle))!.Step);
    }

    [Fact]
    public async Task Verification_TwoHundredTimesAtOnce_GivesOneGiftAndOneReward()
    {
        var (inviter, _) = await _app.UserAsync("inviter");
        await SetInviteCodeAsync(inviter, "CODE1234");
        var handle = await StartAsync("ann", "ann@example.com", "CODE1234");
        var mail = (await _app.MailsAsync("ann@example.com"))[0].TextBody;
        var (code, link) = (SignUpMailbox.CodeOf(mail), SignUpMailbox.LinkOf(mail));
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? Confirmation.ByLinkAsync(link) : Confirmation.ByCodeAsync(handle, code)));
        var confirmed = results.Where(result => result.Outcome == ConfirmOutcome.Confirmed).ToList();
        Assert.True(confirmed.Count >= 100, $"{confirmed.Count} confirmed");
        var id = Assert.Single(confirmed.Select(result => result.UserId).Distinct())!.Value;
        var balances = _app.Services.GetRequiredService<BalanceReader>();
        Assert.Equal(Credit.FromUsd(0.5m), Assert.Single((await balances.GetAsync(id)).Grants).Amount);
        var reward = Assert.Single((await balances.GetAsync(inviter)).Grants);
        Assert.Equal((GrantKind.InviteReward, Credit.FromUsd(0.3m), null), (reward.Kind, reward.Amount, reward.ExpiresAt));
    }

    [Fact]
    public async Task Gifts_WhenTheProcessDiedBeforeThem_AreGivenAtTheNextStart()
    {
        var handle = await StartAsync("ann", "ann@example.com");
        var id = (await Confirmation.ByCodeAsync(handle, await CodeAsync("ann@example.com"))).UserId!.Value;
        await using (var context = Open())
        {
            await context.SignUps.ExecuteUpdateAsync(row => row.SetProperty(it => it.GiftsAt, (DateTimeOffset?)null));
        }

        await _app.RestartAsync();
        await Eventually.UntilAsync(async () =>
        {
            await using var context = Open();
            return await context.SignUps.AllAsync(row => row.GiftsAt != null);
        });
        Assert.Single((await _app.Services.GetRequiredService<BalanceReader>().GetAsync(id)).Grants);
    }

    [Fact]
    public async Task Code_WrongTooOften_IsVoidUntilANewOneComes()
    {
        var handle = await StartAsync("ann", "ann@example.com");
        var code = await CodeAsync("ann@example.com");
        var wrong = code == "000000" ? "000001" : "000000";
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Confirmation.ByCodeAsync(handle, wrong)));
        Assert.Equal(SignUpCodes.MostWrong, results.Count(result => result.Outcome == ConfirmOutcome.Wrong));
        Assert.Equal(ConfirmOutcome.TooManyTries, (await Confirmation.ByCodeAsync(handle, code)).Outcome);
        Assert.False(await SignUps.ResendAsync(handle));
        await PassAsync(TimeSpan.FromSeconds(61));
        Assert.True(await SignUps.ResendAsync(handle));
        Assert.False(await SignUps.ResendAsync(handle));
        var mails = await _app.MailsAsync("ann@example.com", count: 2);
        var codes = mails.Select(mail => SignUpMailbox.CodeOf(mail.TextBody)).ToList();
        var fresh = codes.Single(other => other != code);
        Assert.Equal(ConfirmOutcome.Wrong, (await Confirmation.ByLinkAsync(SignUpMailbox.LinkOf(mails.Single(mail => SignUpMailbox.CodeOf(mail.TextBody) == code).TextBody))).Outcome);
        Assert.Equal(ConfirmOutcome.Confirmed, (await Confirmation.ByCodeAsync(handle, fresh)).Outcome);
    }

    [Fact]
    public async Task Code_AfterTenMinutesOrInAnotherBrowser_IsWrong()
    {
        var handle = await StartAsync("ann", "ann@example.com");
        var mail = (await _app.MailsAsync("ann@example.com"))[0].TextBody;
        Assert.Equal(ConfirmOutcome.Wrong, (await Confirmation.ByCodeAsync("another", SignUpMailbox.CodeOf(mail))).Outcome);
        Assert.Equal(ConfirmOutcome.Wrong, (await Confirmation.ByCodeAsync(null, SignUpMailbox.CodeOf(mail))).Outcome);
        Assert.NotNull(await Confirmation.ViewLinkAsync(SignUpMailbox.LinkOf(mail)));
        await PassAsync(SignUpCodes.Lifetime);
        Assert.Equal(ConfirmOutcome.Wrong, (await Confirmation.ByCodeAsync(handle, SignUpMailbox.CodeOf(mail))).Outcome);
        Assert.Equal(ConfirmOutcome.Wrong, (await Confirmation.ByLinkAsync(SignUpMailbox.LinkOf(mail))).Outcome);
        Assert.Null(await Confirmation.ViewLinkAsync(SignUpMailbox.LinkOf(mail)));
    }

    [Fact]
    public async Task Address_OfAUser_GetsAWordToItsOwnerAndNoCodeIsRight()
    {
        await _app.UserAsync("ann");
        var handle = await StartAsync("other", "Ann+again@example.com");
        Assert.Equal(SignUpStep.EnterCode, (await SignUps.ViewAsync(handle))!.Step);
        var mail = (await _app.MailsAsync("Ann+again@example.com"))[0];
        Assert.Equal("SignUpAttempt", await TemplateAsync());
        Assert.Empty(SignUpMailbox.CodeOf(mail.TextBody));
        for (var i = 0; i < SignUpCodes.MostWrong; i++)
        {
            Assert.Equal(ConfirmOutcome.Wrong, (await Confirmation.ByCodeAsync(handle, $"00000{i}")).Outcome);
        }

        Assert.Equal(ConfirmOutcome.TooManyTries, (await Confirmation.ByCodeAsync(handle, "000000")).Outcome);
        await PassAsync(TimeSpan.FromSeconds(61));
        Assert.True(await SignUps.ResendAsync(handle));
        await Task.Delay(500);
        Assert.Single(await _app.MailsAsync("Ann+again@example.com"));
    }

    [Fact]
    public async Task Address_ConfirmedByTwoSignUps_IsOneUser()
    {
        var (first, second) = (await StartAsync("ann", "ann@example.com"), await StartAsync("anne", "a.n.n@example.com"));
        await StartAsync("third", "ann+x@example.com");
        var other = await StartAsync("fourth", "ann@example.com");
        Assert.Equal(ConfirmOutcome.Confirmed, (await Confirmation.ByCodeAsync(second, await CodeAsync("a.n.n@example.com"))).Outcome);
        var codes = (await _app.MailsAsync("ann@example.com", count: 2)).Select(mail => SignUpMailbox.CodeOf(mail.TextBody)).ToList();
        var outcomes = new List<ConfirmOutcome>();
        foreach (var handle in new[] { first, other })
        {
            foreach (var code in codes)
            {
                outcomes.Add((await Confirmation.ByCodeAsync(handle, code)).Outcome);
            }
        }

        Assert.Equal(1, outcomes.Count(outcome => outcome == ConfirmOutcome.Confirmed));
        Assert.Equal(1, outcomes.Count(outcome => outcome == ConfirmOutcome.HasAccount));
    }

    [Fact]
    public async Task Account_DeletedAndMadeAgain_GetsNoSecondGift()
    {
        var first = (await Confirmation.ByCodeAsync(await StartAsync("ann", "ann@example.com"), await CodeAsync("ann@example.com"))).UserId!.Value;
        await _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(first, "ann");
        await using (var context = Open())
        {
            var row = await context.SignUps.SingleAsync();
            Assert.Equal(("", "", null), (row.Email, row.UserName, row.Address));
            Assert.DoesNotContain("ann", row.PersonKey, StringComparison.Ordinal);
        }

        var handle = await StartAsync("ann", "ann+2@example.com");
        var again = await Confirmation.ByCodeAsync(handle, await CodeAsync("ann+2@example.com"));
        Assert.Equal(ConfirmOutcome.Confirmed, again.Outcome);
        Assert.Empty((await _app.Services.GetRequiredService<BalanceReader>().GetAsync(again.UserId!.Value)).Grants);
    }

    [Theory]
    [InlineData("ANN")]
    [InlineData("аnn")]
    [InlineData("Ann")]
    public async Task Name_OfAUserOrLikeIt_IsAskedForAnewOnceTheAddressIsConfirmed(string name)
    {
        await _app.UserAsync("ann");
        if (name[0] == 'а')
        {
            Assert.Equal("userName", (await Assert.ThrowsAsync<InputException>(() => StartAsync(name, "new@example.com"))).Field);
            name = "ann";
        }

        var handle = await StartAsync(name, "new@example.com");
        Assert.Equal(ConfirmOutcome.NameTaken, (await Confirmation.ByCodeAsync(handle, await CodeAsync("new@example.com"))).Outcome);
        Assert.Equal(SignUpStep.ChooseName, (await SignUps.ViewAsync(handle))!.Step);
        Assert.Equal(ConfirmOutcome.NameTaken, (await Confirmation.RenameAsync(handle, null, "AnN")).Outcome);
        Assert.Equal("userName", (await Assert.ThrowsAsync<InputException>(() => Confirmation.RenameAsync(handle, null, "a b"))).Field);
        Assert.Equal(ConfirmOutcome.Confirmed, (await Confirmation.RenameAsync(handle, null, "anna")).Outcome);
        Assert.Equal(ConfirmOutcome.Wrong, (await Confirmation.RenameAsync(handle, null, "annabel")).Outcome);
    }

    [Theory]
    [InlineData("a", "ann@example.com", "userName")]
    [InlineData("ann\u200B", "ann@example.com", "userName")]
    [InlineData("ann", "ann", "email")]
    [InlineData("ann", "ann@example.com\r\nBcc: ben@example.com", "email")]
    [InlineData("ann", "ann@mailinator.com", "email")]
    [InlineData("ann", "ann@x.mailinator.com", "email")]
    [InlineData("ann", "ann@blocked.example", "email")]
    [InlineData("ann", "ann@sub.blocked.example", "email")]
    public async Task SignUp_WithABadField_IsRefused(string name, string email, string field)
    {
        await Settings.SaveAsync(SignUpSettings.Default with { BlockedDomains = ["Blocked.example"] });
        Assert.Equal(field, (await Assert.ThrowsAsync<InputException>(() => StartAsync(name, email))).Field);
        await using var context = Open();
        Assert.Empty(await context.SignUps.ToListAsync());
        Assert.Empty(await context.Mails.ToListAsync());
    }

    [Fact]
    public async Task SignUp_TenThousandLetters_IsRefusedQuickly()
    {
        var long1 = new string('a', 10_000);
        Assert.Equal("userName", (await Assert.ThrowsAsync<InputException>(() => StartAsync(long1, "ann@example.com"))).Field);
        Assert.Equal("email", (await Assert.ThrowsAsync<InputException>(() => StartAsync("ann", long1 + "@example.com"))).Field);
        Assert.Equal("password", (await Assert.ThrowsAsync<InputException>(() => StartAsync("ann", "ann@example.com", password: long1))).Field);
    }

    [Fact]
    public async Task SignUp_ByTheOperatorsSettings_IsClosedOrNeedsAnInviteOrADomain()
    {
        await Settings.SaveAsync(SignUpSettings.Default with { Mode = SignUpMode.Closed });
        Assert.Equal("mode", (await Assert.ThrowsAsync<InputException>(() => StartAsync("ann", "ann@example.com"))).Field);
        await Settings.SaveAsync(SignUpSettings.Default with { Mode = SignUpMode.InviteOnly });
        Assert.Equal("inviteCode", (await Assert.ThrowsAsync<InputException>(() => StartAsync("ann", "ann@example.com", "WRONG"))).Field);
        await SetInviteCodeAsync(1, "RIGHT234");
        await StartAsync("ann", "ann@example.com", "RIGHT234");
        await Settings.SaveAsync(SignUpSettings.Default with { AllowedDomains = ["good.example"] });
        Assert.Equal("email", (await Assert.ThrowsAsync<InputException>(() => StartAsync("ann", "ann@example.com"))).Field);
        await StartAsync("ben", "ben@staff.good.example");
        await Assert.ThrowsAsync<InputException>(() => StartAsync("cid", "cid@notgood.example"));
    }

    [Fact]
    public async Task SignUps_FromOnePlaceOrWithOneMailbox_AreLimited()
    {
        await Settings.SaveAsync(SignUpSettings.Default with { PerAddressHourly = 3, PerMailHourly = 2 });
        var place = IPAddress.Parse("2001:db8:1:2:3::4");
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RefusalAsync($"user{i}", $"user{i}@example.com", place)));
        Assert.Equal(5, tries.Count(field => field == "limit"));
        Assert.Equal("limit", await RefusalAsync("later", "later@example.com", IPAddress.Parse("2001:db8:1:2:ffff::1")));
        var elsewhere = IPAddress.Parse("203.0.113.1");
        Assert.Null(await RefusalAsync("ann", "ann+1@gmail.com", elsewhere));
        Assert.Null(await RefusalAsync("ann", "a.nn+2@gmail.com", IPAddress.Parse("203.0.113.2")));
        Assert.Equal("limit", await RefusalAsync("ann", "ann@gmail.com", IPAddress.Parse("203.0.113.3")));
    }

    [Fact]
    public async Task Agreement_NotAcceptedOrNewerThanWhatWasShown_IsAskedFor()
    {
        var agreements = _app.Services.GetRequiredService<AgreementService>();
        Assert.Equal("agreement", (await Assert.ThrowsAsync<InputException>(() => StartAsync("ann", "ann@example.com", agreement: 0))).Field);
        Assert.Equal(2, await agreements.PublishAsync(1, "New rules of {site}", "{site} 新规则"));
        Assert.Equal("version", (await Assert.ThrowsAsync<InputException>(() => agreements.PublishAsync(1, "Other", "其他"))).Field);
        Assert.Equal("agreement", (await Assert.ThrowsAsync<InputException>(() => StartAsync("ann", "ann@example.com", agreement: 1))).Field);
        await StartAsync("ann", "ann@example.com", agreement: 2);
        Assert.Equal(("New rules of PeppaApi", "PeppaApi 新规则"), ((await agreements.CurrentAsync()).English, (await agreements.CurrentAsync()).Chinese));
    }

    [Fact]
    public async Task SignUp_ConfirmedByHand_IsAUser()
    {
        await StartAsync("ann", "ann@example.com");
        var (status, rows) = await _app.Admin.CallAsync("GET", "/api/sign-ups?filter=waiting");
        Assert.Equal((200, 1), (status, rows!["total"]!.GetValue<int>()));
        var id = rows["items"]![0]!["id"]!.GetValue<long>();
        Assert.Equal(204, (await _app.Admin.CallAsync("POST", $"/api/sign-ups/{id}/confirm")).Status);
        Assert.Equal(204, (await _app.Admin.CallAsync("POST", $"/api/sign-ups/{id}/confirm")).Status);
        Assert.Equal(1, (await _app.Admin.CallAsync("GET", "/api/sign-ups?filter=completed")).Body!["total"]!.GetValue<int>());
        Assert.Equal(2, (await _app.Admin.CallAsync("GET", "/api/users")).Body!["total"]!.GetValue<int>());
    }

    private Task<string> StartAsync(string name, string email, string? invite = null, int agreement = 1, string password = ApiCalls.Password, IPAddress? from = null) =>
        SignUps.StartAsync(new SignUpInput(name, email, password, invite, agreement, from, CultureInfo.GetCultureInfo("en")));

    private async Task<string?> RefusalAsync(string name, string email, IPAddress from)
    {
        try
        {
            await StartAsync(name, email, from: from);
            return null;
        }
        catch (InputException exception)
        {
            return exception.Field;
        }
    }

    private async Task<string> CodeAsync(string email) => SignUpMailbox.CodeOf((await _app.MailsAsync(email))[^1].TextBody);

    private async Task SetInviteCodeAsync(long userId, string code)
    {
        await using var context = Open();
        await context.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(user => user.SetProperty(it => it.InviteCode, code));
    }

    private async Task<string> TemplateAsync()
    {
        await using var context = Open();
        return (await context.Mails.SingleAsync()).Template;
    }

    /// <summary>As if so much time had passed since the mail.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        await using var context = Open();
        foreach (var row in await context.SignUps.ToListAsync())
        {
            (row.LastMailAt, row.CodeExpiresAt) = (row.LastMailAt - time, row.CodeExpiresAt - time);
        }

        await context.SaveChangesAsync();
    }

    private PeppaDbContext Open() => _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
}
