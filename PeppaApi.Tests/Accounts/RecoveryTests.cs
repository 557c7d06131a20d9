using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

/// <summary>What mails open: a new password, a new address.</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private AppHost _app = null!;
    private SiteVisitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await AppHost.StartAsync();
        (_, var client) = await _app.UserAsync("ann");
        client.Dispose();
        _visitor = new SiteVisitor(_app.BaseAddress);
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Reset_ByTheLink_SetsThePasswordOnceAndEndsSessions()
    {
        using var signedIn = new SiteVisitor(_app.BaseAddress);
        await signedIn.LogInAsync("ann", ApiCalls.Password);
        await _visitor.PostAsync("/forgot", "forgot", ("Input.Email", "Ann@Example.com"));
        var link = Mailbox.Link((await _app.MailsAsync("ann@example.com", 1))[0]);
        Assert.Contains("A password has 10", (await _visitor.PostAsync(link, "reset", ("Input.Password", "short"))).Text, StringComparison.Ordinal);
        Assert.Contains("The password is set", (await _visitor.PostAsync(link, "reset", ("Input.Password", "another long password"))).Text, StringComparison.Ordinal);
        Assert.Contains("This link is wrong", (await _visitor.PostAsync(link, "reset", ("Input.Password", "a third long password"))).Text, StringComparison.Ordinal);
        Assert.Equal(302, (await signedIn.GetAsync("/dashboard")).Status);
        Assert.Null((await _visitor.LogInAsync("ann", ApiCalls.Password)).Location);
        Assert.Equal("/dashboard", (await _visitor.LogInAsync("ann", "another long password")).Location);
        var (_, log) = await _app.Admin.CallAsync("GET", "/api/audit-log?suspicious=true");
        Assert.Equal("link.refused", log!["items"]![0]!["act"]!.GetValue<string>());
    }

    [Fact]
    public async Task Reset_ForKnownAndUnknown_AnswersTheSame_AndFloodsNobody()
    {
        var answers = new List<string>();
        foreach (var mail in new[] { "ann@example.com", "nobody@example.com", "ann@example.com", "ann@example.com", "ann@example.com", "ann@example.com\r\nBcc: evil@example.com", new string('x', 10_000) })
        {
            using var visitor = new SiteVisitor(_app.BaseAddress);
            var started = TimeProvider.System.GetTimestamp();
            var (status, text, _) = await visitor.PostAsync("/forgot", "forgot", ("Input.Email", mail));
            Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(290));
            Assert.Equal(200, status);
            answers.Add(text[text.IndexOf("<p class", StringComparison.Ordinal)..text.IndexOf("<form", StringComparison.Ordinal)]);
        }

        Assert.Single(answers.Distinct());
        await _app.MailsAsync("ann@example.com", 3);
        await Task.Delay(300);
        Assert.Equal(3, Mailbox.Read(_app).Count);
    }

    [Fact]
    public async Task Reset_OfADisabledUser_SendsNothingAndALinkFromBeforeIsRefused()
    {
        await _visitor.PostAsync("/forgot", "forgot", ("Input.Email", "ann@example.com"));
        var link = Mailbox.Link((await _app.MailsAsync("ann@example.com", 1))[0]);
        await _app.Admin.CallAsync("PUT", "/api/users/2", """{"disabled":true}""");
        Assert.Contains("This link is wrong", (await _visitor.PostAsync(link, "reset", ("Input.Password", "another long password"))).Text, StringComparison.Ordinal);
        await _visitor.PostAsync("/forgot", "forgot", ("Input.Email", "ann@example.com"));
        await Task.Delay(300);
        Assert.Single(Mailbox.Read(_app));
    }

    [Fact]
    public async Task MailChange_ConfirmedAtBoth_HoldsThenAndNotBefore()
    {
        await _visitor.LogInAsync("ann", ApiCalls.Password);
        await _visitor.PostAsync("/setting/security", "mail", ("Email", "new@example.com"));
        var old = Mailbox.Link((await _app.MailsAsync("ann@example.com", 1))[0]);
        var fresh = Mailbox.Link((await _app.MailsAsync("new@example.com", 1))[0]);
        using var elsewhere = new SiteVisitor(_app.BaseAddress);
        // A look at the link, as programs that check mails take, does nothing.
        await elsewhere.GetAsync(old);
        Assert.Contains("Confirmed here", (await elsewhere.PostAsync(fresh, "mail-change")).Text, StringComparison.Ordinal);
        Assert.Contains("Confirmed here", (await elsewhere.PostAsync(fresh, "mail-change")).Text, StringComparison.Ordinal);
        Assert.Equal("ann@example.com", (await Users.GetAsync(2))!.Email);
        // The proof of one address is none of the other.
        Assert.Contains("This link is wrong", (await elsewhere.PostAsync(fresh.Replace("side=new", "side=old", StringComparison.Ordinal), "mail-change")).Text, StringComparison.Ordinal);
        Assert.Contains("is changed", (await elsewhere.PostAsync(old, "mail-change")).Text, StringComparison.Ordinal);
        var user = (await Users.GetAsync(2))!;
        Assert.Equal(("new@example.com", true), (user.Email, user.EmailConfirmed));
        Assert.Contains("This link is wrong", (await elsewhere.PostAsync(old, "mail-change")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailChange_ToAnAddressInUse_TellsNobody()
    {
        await _visitor.LogInAsync("ann", ApiCalls.Password);
        var (_, page, _) = await _visitor.PostAsync("/setting/security", "mail", ("Email", "root@example.com"));
        Assert.Contains("A mail was sent to both", page, StringComparison.Ordinal);
        var old = Mailbox.Link((await _app.MailsAsync("ann@example.com", 1))[0]);
        await _visitor.PostAsync(old, "mail-change");
        Assert.Equal("ann@example.com", (await Users.GetAsync(2))!.Email);
        Assert.Single(Mailbox.Read(_app));
    }

    [Fact]
    public async Task MailChange_AgainAndAgain_IsRefused()
    {
        await _visitor.LogInAsync("ann", ApiCalls.Password);
        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add((await _visitor.PostAsync("/setting/security", "mail", ("Email", $"v.i.c.tim+{i}@gmail.com"))).Text);
        }

        Assert.All(answers.Take(5), page => Assert.Contains("A mail was sent to both", page, StringComparison.Ordinal));
        Assert.Contains("too often", answers[5], StringComparison.Ordinal);
        await _app.MailsAsync("v.i.c.tim+2@gmail.com", 1);
        // One mailbox under whatever name.
        Assert.Equal(3, Mailbox.Read(_app).Count(mail => mail.To.ToString().Contains("gmail", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Links_WrongAgainAndAgain_DoNotFillTheLog()
    {
        for (var i = 0; i < 25; i++)
        {
            Assert.Contains("This link is wrong", (await _visitor.PostAsync("/reset?user=1&token=x", "reset", ("Input.Password", "another long password"))).Text, StringComparison.Ordinal);
        }

        var (_, log) = await _app.Admin.CallAsync("GET", "/api/audit-log?suspicious=true&pageSize=100");
        Assert.Equal(20, log!["items"]!.AsArray().Count(line => line!["act"]!.GetValue<string>() == "link.refused"));
    }

    private UserService Users => _app.Services.GetRequiredService<UserService>();
}
