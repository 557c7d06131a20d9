using Microsoft.Playwright;

namespace PeppaApi.Tests.Browser;

/// <summary>The dialog of a channel, where the provider brings its address along.</summary>
public sealed class ChannelDialogTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("zh-CN", 390)]
    public async Task Provider_Chosen_FillsTheAddressUnlessOneWasTyped(string language, int width)
    {
        var page = await tour.OpenAsync(language, width, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        var form = await SiteTour.OpenByClickAsync(page, "/admin/channels", page.Locator(".peppa-head .mud-button-filled"), ".mud-dialog");
        var address = form.Locator("input[type=url]");
        Assert.Equal("https://api.openai.com", await address.InputValueAsync());
        await ChooseAsync(page, form, "DeepSeek");
        await Assertions.Expect(address).ToHaveValueAsync("https://api.deepseek.com");
        await ChooseAsync(page, form, "Azure OpenAI");
        await Assertions.Expect(address).ToHaveValueAsync("");
        await Assertions.Expect(form.GetByText("openai.azure.com")).ToBeVisibleAsync();
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"channel-dialog-{language}-{width}.png") });
        }

        await address.FillAsync("https://own.openai.azure.com");
        await address.BlurAsync();
        await ChooseAsync(page, form, "Anthropic");
        await Assertions.Expect(address).ToHaveValueAsync("https://own.openai.azure.com");
        await page.Context.DisposeAsync();
    }

    private static async Task ChooseAsync(IPage page, ILocator form, string provider)
    {
        await form.Locator(".mud-select").First.ClickAsync();
        await page.Locator(".mud-popover-open .mud-list-item", new() { HasText = provider }).First.ClickAsync();
        await page.WaitForTimeoutAsync(200);
    }
}
