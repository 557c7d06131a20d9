using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Pricing;
using PeppaApi.Resources;

namespace PeppaApi.Tests.Browser;

/// <summary>Prices edited and imported with mouse and keyboard. PEPPA_PICTURES names a folder for pictures.</summary>
public sealed class PriceFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    private PriceService Prices => tour.Bed.Services.GetRequiredService<PriceService>();

    [Fact]
    public async Task PriceList_ReadByAStranger_ShowsTheTiersPriceAndCounts()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await page.GotoAsync("/pricing?search=gpt-4o-mini", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        var row = page.Locator("tr", new() { Has = page.GetByText("gpt-4o-mini", new() { Exact = true }) });
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row.Locator(".peppa-own")).ToHaveCountAsync(0);
        await page.Locator("select", new() { HasText = "svip" }).SelectOptionAsync("vip");
        // 5 percent off $0.15.
        await Assertions.Expect(row.Locator(".peppa-own").First).ToHaveTextAsync("$0.1425");
        await page.GetByLabel(PricesText.Billing).SelectOptionAsync("Calls");
        await Assertions.Expect(row).ToHaveCountAsync(0);
        // $100 for 340 yuan: a request of a million tokens in and none out of gpt-4o costs 2.5 x 3.4 x 0.95 yuan.
        await page.GetByLabel(PricesText.CountInput).FillAsync("1000000");
        await page.GetByLabel(PricesText.CountOutput).FillAsync("0");
        await page.GetByLabel(PricesText.Budget).FillAsync("81");
        var figures = page.Locator(".peppa-calculator .peppa-figures");
        await Assertions.Expect(figures).ToContainTextAsync("¥8.075");
        await Assertions.Expect(figures).ToContainTextAsync("10 requests");
        await page.GetByLabel(PricesText.Billing).SelectOptionAsync("");
        await page.Locator("input[type=search]").FillAsync("");
        var table = page.Locator(".peppa-scroll").First;
        await Assertions.Expect(table.GetByText("claude-sonnet-4-5", new() { Exact = true })).ToBeVisibleAsync();
        await PictureAsync(page, "price-list");
        // It fits a wide screen: nothing is read by scrolling sideways.
        Assert.Equal(0, await table.EvaluateAsync<int>("box => box.scrollWidth - box.clientWidth"));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Price_EditedByTwo_TheSecondSeesTheFirstsAndMaySetTheirs()
    {
        var page = await OpenAsync("en", 1440);
        var form = await EditAsync(page, "claude-sonnet-4-5", PricesText.SaveButton);
        Assert.Contains("200000: input=6", await form.GetByLabel(PricesText.Field_tiers).InputValueAsync(), StringComparison.Ordinal);
        await Prices.PutAsync("claude-sonnet-4-5", new PriceSpec { InputPerMillion = 4, OutputPerMillion = 16 });
        // Ratio 5 is ten dollars, and the completion ratio of 5 stays.
        await form.GetByLabel(PricesText.Ratio, new() { Exact = true }).FillAsync("5");
        await form.GetByLabel(PricesText.Output, new() { Exact = true }).ClickAsync();
        await Assertions.Expect(form.GetByLabel(PricesText.Input, new() { Exact = true })).ToHaveValueAsync("10");
        await Assertions.Expect(form.GetByLabel(PricesText.Output, new() { Exact = true })).ToHaveValueAsync("50");
        var save = form.GetByRole(AriaRole.Button, new() { Name = PricesText.SaveButton });
        await save.ClickAsync();
        await form.GetByText("$4 / $16").First.WaitForAsync();
        await PictureAsync(page, "price-conflict");
        Assert.Equal(4m, (await Prices.HistoryAsync("claude-sonnet-4-5"))[0].InputPerMillion);
        await save.ClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var set = (await Prices.HistoryAsync("claude-sonnet-4-5"))[0];
        Assert.Equal((10m, 50m, 0.3m), (set.InputPerMillion, set.OutputPerMillion, set.CachedInputPerMillion));
        Assert.Equal(6m, Assert.Single(set.Tiers!).InputPerMillion);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("zh-CN", 390)]
    public async Task Import_InTheBrowser_ShowsWhatChangesAndThenDoesIt(string language, int width)
    {
        var model = $"imported-{language}";
        var page = await OpenAsync(language, width);
        var english = language == "en";
        var open = page.Locator(".peppa-head").GetByRole(AriaRole.Button, new() { Name = english ? "Import" : "导入" });
        var form = await SiteTour.OpenByClickAsync(page, "/admin/prices", open, ".mud-dialog");
        await form.Locator("textarea").First.FillAsync($"model,inputPerMillion,outputPerMillion\n{model},1,2\ngpt-4,3000,60\nbad,1,-1\n");
        await form.Locator("input[type=file]").FocusAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = english ? "Show what changes" : "预览改动" }).ClickAsync();
        await form.GetByText("30 → 3000").WaitForAsync();
        await PictureAsync(page, "price-import");
        var apply = form.GetByRole(AriaRole.Button, new() { Name = english ? "Set 2 prices" : "设置 2 个价格" });
        Assert.True(await apply.IsDisabledAsync());
        Assert.Empty(await Prices.HistoryAsync(model));
        await form.Locator("input[type=checkbox]").CheckAsync();
        await apply.ClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal((1m, 2m), Assert.Single((await Prices.HistoryAsync(model)).Select(version => (version.InputPerMillion, version.OutputPerMillion))));
        await Prices.PutAsync("gpt-4", new PriceSpec { InputPerMillion = 30, OutputPerMillion = 60 });
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Price_ForALaterDay_IsShownAndTakenBack()
    {
        await Prices.PutAsync("dall-e-3", new PriceSpec { PerImage = 0.05m, EffectiveFrom = TimeProvider.System.GetUtcNow().AddDays(3) });
        var page = await OpenAsync("zh-CN", 1440);
        await EditAsync(page, "gpt-realtime", "设置价格");
        await PictureAsync(page, "price-dialog");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await PictureAsync(page, "prices-scheduled");
        await page.GetByRole(AriaRole.Button, new() { Name = "撤回" }).ClickAsync();
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "撤回" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "撤回" }).First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Empty(await Prices.ScheduledAsync());
        await page.Context.DisposeAsync();
    }

    private async Task<IPage> OpenAsync(string language, int width)
    {
        var page = await tour.OpenAsync(language, width, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        return page;
    }

    private static async Task<ILocator> EditAsync(IPage page, string model, string save)
    {
        var row = page.Locator("tr", new() { Has = page.Locator($"code:text-is('{model}')") });
        var form = await SiteTour.OpenByClickAsync(page, "/admin/prices", row.GetByRole(AriaRole.Button), ".mud-dialog");
        await form.GetByRole(AriaRole.Button, new() { Name = save }).WaitForAsync();
        return form;
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForTimeoutAsync(300);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}-{page.ViewportSize!.Width}.png") });
        }
    }
}
