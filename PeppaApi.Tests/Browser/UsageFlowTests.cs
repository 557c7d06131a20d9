using System.Globalization;
using Microsoft.Playwright;
using PeppaApi.Resources;

namespace PeppaApi.Tests.Browser;

/// <summary>The list of usage: what is new appears by itself, columns are remembered, files are made.</summary>
public sealed class UsageFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    [Fact]
    public async Task List_LeftOpen_ShowsWhatIsNew_UntilItIsSwitchedOff()
    {
        var page = await tour.OpenAsync("zh-CN", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        await page.GotoAsync("/log?model=gpt-4o", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(page.Locator(".peppa-empty")).ToBeVisibleAsync();
        (await tour.Bed.ChatAsync(model: "gpt-4o")).Dispose();
        await Assertions.Expect(page.Locator(".peppa-opens")).ToHaveCountAsync(1);
        (await tour.Bed.ChatAsync(model: "gpt-4o")).Dispose();
        (await tour.Bed.ChatAsync()).Dispose();
        await Assertions.Expect(page.Locator(".peppa-opens")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".peppa-fresh")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText(Chinese(nameof(UsageText.Totals)).Split("{1}")[0].Replace("{0}", "2", StringComparison.Ordinal))).ToBeVisibleAsync();
        // What somebody else's request brings is in the language of the page.
        await Assertions.Expect(page.Locator(".peppa-fresh")).ToContainTextAsync(Chinese(nameof(UsageText.StatusSucceeded)));

        await page.GetByRole(AriaRole.Switch, new() { Name = Chinese(nameof(UsageText.Live)) }).ClickAsync();
        (await tour.Bed.ChatAsync(model: "gpt-4o")).Dispose();
        await page.WaitForTimeoutAsync(1500);
        await Assertions.Expect(page.Locator(".peppa-opens")).ToHaveCountAsync(2);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Columns_Chosen_AreThereAgain_AndTheFileIsMade()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        var list = await SiteTour.OpenByClickAsync(page, "/log", page.Locator(".peppa-drop summary"), ".peppa-drop-list");
        await list.GetByLabel(UsageText.Retries).CheckAsync();
        await list.GetByLabel(UsageText.Duration).UncheckAsync();
        var heads = page.Locator(".peppa-table th");
        await Assertions.Expect(heads.GetByText(UsageText.Retries)).ToBeVisibleAsync();
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(heads.GetByText(UsageText.Retries)).ToBeVisibleAsync();
        await Assertions.Expect(heads.GetByText(UsageText.Duration)).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = UsageText.Export }).ClickAsync();
        var file = page.Locator("a[href='/log/export']");
        await file.WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => file.ClickAsync());
        Assert.StartsWith("requestId,at,tokenId", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    private static string Chinese(string name) => UsageText.ResourceManager.GetString(name, CultureInfo.GetCultureInfo("zh-CN"))!;
}
