using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Tests.Browser;

/// <summary>The holder of a key on a reseller host, in a real browser.</summary>
public sealed class LookupFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    [Theory]
    [InlineData("en", 1440, false)]
    [InlineData("zh-CN", 390, true)]
    public async Task Key_Pasted_ShowsItsFigures_AndLeavesNoTrace(string language, int width, bool dark)
    {
        Assert.SkipUnless(SiteTour.CanRun, "Chromium is not installed; test.sh installs it.");
        // Browsers find every name below localhost on this machine.
        await tour.Bed.Services.GetRequiredService<OperatorSettings>().SaveAsync(new AddressSettings([new RelayAddress("http://keys.localhost", AddressKind.Reseller)]));
        var page = await tour.OpenAsync(language, width, dark, tour.Bed.Address.Replace("127.0.0.1", "keys.localhost", StringComparison.Ordinal));
        var (faults, addresses) = (new List<string>(), new List<string>());
        page.Console += (_, message) => faults.AddRange(message.Type is "error" or "warning" && !message.Text.Contains("401", StringComparison.Ordinal) ? [message.Text] : []);
        page.Request += (_, request) => addresses.Add(request.Url);
        await page.GotoAsync("/");
        await page.FillAsync("#key", tour.Bed.Key[..^1] + "_");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#error")).Not.ToBeEmptyAsync();
        await page.FillAsync("#key", $" {tour.Bed.Key} ");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#rows tr").Nth(2).WaitForAsync();
        Assert.Equal(language == "en" ? "No limit" : "不限", await page.InnerTextAsync("#left"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"lookup-{language}-{width}.png"), FullPage = true });
        }

        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#csv"));
        Assert.Equal(4, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);
        Assert.DoesNotContain(addresses, address => address.Contains(tour.Bed.Key[8..], StringComparison.Ordinal));
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));
        await page.ReloadAsync();
        Assert.Equal("", await page.InputValueAsync("#key"));
        await page.Context.DisposeAsync();
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Key_ThatIsToBeKept_IsThereAgain_UntilItIsNot()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await page.GotoAsync("/look-up");
        await page.CheckAsync("#keep");
        await page.FillAsync("#key", tour.Bed.Key);
        await page.ClickAsync("#look button");
        await page.Locator("#rows tr").First.WaitForAsync();
        await page.ReloadAsync();
        await page.Locator("#rows tr").First.WaitForAsync();
        await page.UncheckAsync("#keep");
        await page.ReloadAsync();
        await Assertions.Expect(page).ToHaveTitleAsync(LookupText.Title);
        Assert.Equal("", await page.InputValueAsync("#key"));
        await page.Context.DisposeAsync();
    }
}
