using Microsoft.Playwright;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>The way of a new user from an invite link to the gift, with a real mail server in between.</summary>
public sealed class SignUpFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    [Fact]
    public async Task Invited_SignsUpReadsTheMailAndConfirms_BothSeeWhatTheyGot()
    {
        await using var mails = await SmtpServer.StartAsync();
        await using var bed = await RelayBed.StartAsync(settings: [.. mails.Settings, "--Hosting:KnownProxies:0=127.0.0.1"]);
        var inviter = await OpenAsync("198.51.100.1");
        await inviter.GotoAsync(bed.Address + "/login");
        await inviter.FillAsync("#name", "some");
        await inviter.FillAsync("#password", SiteTour.Password);
        await inviter.Locator("form button[type=submit]").First.ClickAsync();
        await inviter.WaitForURLAsync("**/dashboard", new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
        await inviter.GotoAsync(bed.Address + "/invite", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        var link = await inviter.Locator(".peppa-invite code").First.InnerTextAsync();
        Assert.Contains("/register?aff=", link, StringComparison.Ordinal);

        var invited = await OpenAsync("203.0.113.5");
        await invited.GotoAsync(link);
        await invited.FillAsync("#userName", "newcomer");
        await invited.FillAsync("#email", "newcomer@example.test");
        await invited.FillAsync("#password", SiteTour.Password);
        await invited.CheckAsync("input[type=checkbox]");
        await invited.ClickAsync("form button[type=submit]");
        await invited.WaitForURLAsync("**/verify", new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
        var mail = await mails.MailToAsync("newcomer@example.test");
        await invited.FillAsync("#code", SignUpMailbox.CodeOf(mail.Text));
        await invited.Locator("form button[type=submit]").First.ClickAsync();
        await invited.WaitForURLAsync("**/dashboard", new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
        await Assertions.Expect(invited.Locator(".peppa-figures")).ToContainTextAsync("$0.50");

        await inviter.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(inviter.Locator(".peppa-figures")).ToContainTextAsync("$0.30");
        await Assertions.Expect(inviter.Locator(".peppa-table")).ToContainTextAsync("n•••");
        await bed.AssertSoundAsync();
        await invited.Context.DisposeAsync();
        await inviter.Context.DisposeAsync();
    }

    /// <summary>A visitor who comes from that network address, as the proxy in front says.</summary>
    private async Task<IPage> OpenAsync(string address)
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await page.Context.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Forwarded-For"] = address });
        return page;
    }
}
