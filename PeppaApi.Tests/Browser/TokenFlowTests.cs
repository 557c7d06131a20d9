using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Browser;

/// <summary>What a reseller does with tokens, clicked.</summary>
public sealed class TokenFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    [Theory]
    [InlineData("en", 1440, false)]
    [InlineData("zh-CN", 390, true)]
    public async Task Batch_MadeSavedAndDeleted_ComesBackWithUndo(string language, int width, bool dark)
    {
        var page = await tour.OpenAsync(language, width, dark);
        await SiteTour.LogInAsync(page, "some");
        var text = Texts(language);
        var create = page.Locator(".peppa-head").GetByRole(AriaRole.Button);
        var form = await SiteTour.OpenByClickAsync(page, "/token", create, ".mud-dialog");
        await form.Locator("input").First.FillAsync($"shop-{width}-{{n}}");
        await form.Locator("input").Nth(1).FillAsync("3");
        await form.Locator("input").Nth(2).FillAsync("2.5");
        await Assertions.Expect(form).ToContainTextAsync($"shop-{width}-3");
        await PictureAsync(page, $"token-form-{language}");
        await form.GetByRole(AriaRole.Button, new() { Name = text(nameof(TokensText.CreateMany)).Replace("{0}", "3", StringComparison.Ordinal) }).ClickAsync();

        var shown = page.Locator(".peppa-codes");
        await shown.WaitForAsync();
        await PictureAsync(page, $"token-keys-{language}");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "TXT" }).ClickAsync());
        var keys = (await File.ReadAllLinesAsync(await download.PathAsync())).ToList();
        Assert.Equal(3, keys.Count);
        Assert.All(keys, key => Assert.True(TokenKey.IsWellFormed(key)));
        await page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await shown.WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        await page.Locator(".peppa-filters input").First.FillAsync($"shop-{width}");
        await Assertions.Expect(page.Locator(".peppa-table tbody tr")).ToHaveCountAsync(3);
        await page.Locator(".peppa-table thead input").CheckAsync();
        await PictureAsync(page, $"token-chosen-{language}");
        await page.Locator(".peppa-chosen button").Nth(3).ClickAsync();
        await Assertions.Expect(page.Locator(".peppa-empty")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(keys[0]));
        await page.Locator(".mud-snackbar button").First.ClickAsync();
        await Assertions.Expect(page.Locator(".peppa-table tbody tr")).ToHaveCountAsync(3);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(keys[0]));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Key_Changed_IsShownWithItsPictureAndTheOldOneIsRefused()
    {
        var made = await tour.Bed.Services.GetRequiredService<TokenService>().CreateAsync(tour.Bed.UserId, new TokenSpec("to be rotated", 5, null, [], []));
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "some");
        var rotate = page.Locator("tr", new() { HasText = "to be rotated" }).GetByRole(AriaRole.Button, new() { Name = TokensText.Rotate });
        var dialog = await SiteTour.OpenByClickAsync(page, "/token", rotate, ".mud-dialog");
        await Assertions.Expect(dialog).ToContainTextAsync(TokensText.GraceNoneHint);
        await dialog.GetByRole(AriaRole.Button, new() { Name = TokensText.RotateButton }).ClickAsync();
        var key = await page.Locator(".peppa-key code").InnerTextAsync();
        await Assertions.Expect(page.Locator(".mud-dialog")).ToContainTextAsync(TokensText.RotatedNow);
        var picture = page.Locator(".peppa-qr svg");
        var before = await picture.InnerHTMLAsync();
        await page.Locator(".mud-dialog select").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Assertions.Expect(picture).Not.ToHaveJSPropertyAsync("innerHTML", before);
        await PictureAsync(page, "token-rotated");
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(made.Key));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(key));
        await page.Context.DisposeAsync();
    }

    private static Func<string, string> Texts(string language) =>
        name => TokensText.ResourceManager.GetString(name, System.Globalization.CultureInfo.GetCultureInfo(language))!;

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForTimeoutAsync(400);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png") });
        }
    }

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var client = tour.Bed.CreateClient(key);
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());
        return response.StatusCode;
    }
}
