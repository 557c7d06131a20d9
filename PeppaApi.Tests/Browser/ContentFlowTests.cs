using System.Net;
using Microsoft.Playwright;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Browser;

/// <summary>What operators write for everybody, and guides that fill themselves in, clicked.</summary>
public sealed class ContentFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    [Fact]
    public async Task Guide_FilledIn_HasAKeyThatOpens()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        var filled = await SiteTour.OpenByClickAsync(page, "/docs/nextchat", page.Locator(".peppa-fill button"), ".peppa-key code");
        var key = await filled.InnerTextAsync();
        Assert.True(TokenKey.IsWellFormed(key));
        await Assertions.Expect(page.Locator("article .peppa-note a[href^='https://app.nextchat.dev']")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex(key));
        using var client = tour.Bed.CreateClient(key);
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Announcement_Published_IsSeenByAUserWhoPutsItAway()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        var form = await SiteTour.OpenByClickAsync(page, "/admin/announcements", page.Locator(".peppa-head").GetByRole(AriaRole.Button), ".mud-dialog");
        await form.Locator("section").Nth(1).Locator("input").FillAsync("Maintenance at noon");
        await form.Locator("section").Nth(3).Locator("textarea").First.FillAsync("We move to **new disks**.");
        await Assertions.Expect(form.Locator(".peppa-preview strong")).ToHaveTextAsync("new disks");
        await form.GetByRole(AriaRole.Button, new() { Name = AnnouncementsText.Publish }).ClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Assertions.Expect(page.Locator(".peppa-table")).ToContainTextAsync("Maintenance at noon");
        await page.Context.ClearCookiesAsync();

        await SiteTour.LogInAsync(page, "some");
        var note = page.Locator(".peppa-note", new() { HasText = "Maintenance at noon" });
        await note.WaitForAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await note.GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(note).ToHaveCountAsync(0);
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(note).ToHaveCountAsync(0);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task SiteContent_Saved_IsWhatVisitorsRead_AndRunsNothing()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        await page.GotoAsync("/admin/content", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        var home = page.Locator("main section section", new() { HasText = HomeText.HomeBody }).Last.Locator("textarea").First;
        await home.FillAsync("Bring **your own** client <img src=x onerror=alert(1)>");
        await Assertions.Expect(page.Locator(".peppa-preview strong")).ToHaveTextAsync("your own");
        await page.GetByRole(AriaRole.Button, new() { Name = HomeText.SaveContent }).ClickAsync();
        await page.Locator(".mud-snackbar").First.WaitForAsync();

        var visitor = await tour.OpenAsync("en", 390, dark: true);
        await visitor.GotoAsync("/");
        await Assertions.Expect(visitor.Locator("strong", new() { HasText = "your own" })).ToBeVisibleAsync();
        Assert.Equal(0, await visitor.Locator("img[onerror]").CountAsync());
        await page.Context.DisposeAsync();
        await visitor.Context.DisposeAsync();
    }
}
