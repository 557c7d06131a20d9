using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Auditing;
using PeppaApi.Resources;

namespace PeppaApi.Tests.Browser;

/// <summary>The search by keyboard alone and by a phone's button, and the settings that are searched.</summary>
public sealed class SearchFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    [Fact]
    public async Task Search_ByKeyboardAlone_LeadsToThePage()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        await page.GotoAsync("/log", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("/");
        var field = page.Locator("[data-palette-input]");
        await Assertions.Expect(field).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("t");
        var hits = page.Locator(".peppa-hits li");
        await Assertions.Expect(hits.First).ToContainTextAsync(SiteText.Tokens);
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(hits.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await field.PressSequentiallyAsync("oke");
        await Assertions.Expect(field).ToHaveValueAsync("toke");
        await Assertions.Expect(hits).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(new Uri(page.Url), "/token").ToString());
        await page.Keyboard.PressAsync("Control+k");
        await field.WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await field.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Search_TypedFast_LosesNoLetter_AndEnterMeansWhatIsTyped()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        await SiteTour.OpenByClickAsync(page, "/log", page.Locator("[data-palette]"), "[data-palette-input]");
        var field = page.Locator("[data-palette-input]");
        await Assertions.Expect(field).ToBeFocusedAsync();
        for (var i = 0; i < 5; i++)
        {
            await page.Keyboard.TypeAsync("announcements");
            await Assertions.Expect(field).ToHaveValueAsync("announcements");
            await page.WaitForTimeoutAsync(300);
            await Assertions.Expect(field).ToHaveValueAsync("announcements");
            await field.SelectTextAsync();
        }

        await page.Keyboard.TypeAsync("invite");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(new Uri(page.Url), "/invite").ToString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Settings_FoundOnAPhone_SayWhatWasChangedAndByWhom()
    {
        var page = await tour.OpenAsync("en", 390, dark: true);
        await SiteTour.LogInAsync(page, "operator");
        await SiteTour.OpenByClickAsync(page, "/dashboard", page.Locator("[data-palette]"), "[data-palette-input]");
        await page.Locator("[data-palette-input]").FillAsync("usage records");
        var hit = page.Locator(".peppa-hits li", new() { HasText = "retention" });
        await Assertions.Expect(hit).ToHaveCountAsync(1);
        await hit.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(new Uri(page.Url), "/admin/settings?search=retention").ToString());
        await Assertions.Expect(page.Locator("section")).ToHaveCountAsync(1);
        await page.Locator("section input").First.FillAsync("60");
        await page.GetByRole(AriaRole.Button, new() { Name = OperatorText.Save }).ClickAsync();
        await Assertions.Expect(page.Locator(".mud-snackbar")).ToBeVisibleAsync();
        await page.Locator(".peppa-history summary").ClickAsync();
        var line = page.Locator(".peppa-history tbody tr");
        await Assertions.Expect(line).ToContainTextAsync("operator");
        await Assertions.Expect(line).ToContainTextAsync("60");
        Assert.Equal(1, (await tour.Bed.Services.GetRequiredService<AuditLog>().ListAsync(new AuditFilter(Act: "setting", Subject: "retention"), 1, 9)).Total);
        await page.Context.DisposeAsync();
    }
}
