using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Redemptions;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>What people come to the site for, done with mouse and keyboard.</summary>
public sealed class FlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    [Fact]
    public async Task Token_MadeInTheBrowser_IsShownOnceSurvivesEscapeAndWorks()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        var create = page.Locator(".peppa-head").GetByRole(AriaRole.Button, new() { Name = TokensText.Create });
        var form = await SiteTour.OpenByClickAsync(page, "/token", create, ".mud-dialog");
        await form.Locator("input").First.FillAsync("from the browser");
        await form.GetByRole(AriaRole.Button, new() { Name = TokensText.Create }).ClickAsync();
        var shown = page.Locator(".peppa-key code");
        var key = await shown.InnerTextAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Mouse.ClickAsync(5, 5);
        await page.WaitForTimeoutAsync(300);
        Assert.Equal(key, await shown.InnerTextAsync());

        using var client = tour.Bed.CreateClient(key);
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        // Neither is a link, nor the button that closes, as long as nothing was copied.
        var dialog = page.Locator(".mud-dialog");
        await page.EvaluateAsync("Blazor.navigateTo('/log')");
        await Assertions.Expect(dialog).ToContainTextAsync(TokensText.KeyNotSaved);
        await dialog.GetByRole(AriaRole.Button, new() { Name = TokensText.KeyBack }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = SiteText.Close, Exact = true }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync(TokensText.KeyNotSaved);
        await dialog.GetByRole(AriaRole.Button, new() { Name = TokensText.KeySaved }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });
        var text = await page.ContentAsync();
        Assert.Contains("from the browser", text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Credit_GivenByAnOperator_IsThereOnce()
    {
        var before = (await tour.Bed.BalanceAsync()).Available;
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        var give = page.Locator("tr", new() { HasText = "some@example.test" }).GetByRole(AriaRole.Button, new() { Name = UsersText.Grant });
        var form = await SiteTour.OpenByClickAsync(page, "/admin/users", give, ".mud-dialog");
        await form.Locator("input").First.FillAsync("2.5");
        await form.Locator("input").Nth(1).FillAsync("a test");
        await form.GetByRole(AriaRole.Button, new() { Name = UsersText.GrantButton }).DblClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(before + Credit.FromUsd(2.5m), (await tour.Bed.BalanceAsync()).Available);
        var (records, _) = await tour.Bed.Services.GetRequiredService<AuditLog>().ListAsync(new AuditFilter(Act: "grant.given"), 1, 1);
        Assert.Equal(("operator", "127.0.0.1", "some"), (records[0].ActorName, records[0].Address, records[0].Subject));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Charge_ClickedInTheList_IsExplainedToTheNanoDollar()
    {
        var record = (await tour.Bed.RecordsAsync())[^1];
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        var total = await SiteTour.OpenByClickAsync(page, "/log", page.Locator(".peppa-rowlink").First, ".peppa-sum.total");
        Assert.Contains(CreditFormat.Exact(record.Charged), await total.InnerTextAsync(), StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Code_OfATier_IsRedeemedOnTheTopUpPage()
    {
        var batch = await tour.Bed.Services.GetRequiredService<RedemptionBatches>().CreateAsync(new NewRedemptionBatch("tour", 1, null, Group: "vip"));
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        await page.GotoAsync("/topup", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        var input = page.Locator(".peppa-form input");
        var button = page.Locator(".peppa-form button").Last;
        await input.FillAsync("no such code");
        await button.ClickAsync();
        await Assertions.Expect(page.Locator(".peppa-form")).ToContainTextAsync("no such code");
        await input.FillAsync(batch.Codes[0].ToLowerInvariant());
        await input.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".mud-snackbar")).ToContainTextAsync("You are VIP now, and $50.00 were added.");
        await Assertions.Expect(page.Locator(".peppa-figures")).ToContainTextAsync("Your tier");
        await Assertions.Expect(page.Locator(".peppa-table").Last).ToContainTextAsync("VIP tier");
        await page.Context.DisposeAsync();
    }
}
