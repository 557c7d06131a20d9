using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Drawing;
using PeppaApi.Tests.Architecture;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>A video on its owner's page, played by a real browser. PEPPA_PICTURES names a folder for pictures.</summary>
public sealed class VideoFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    [Theory]
    [InlineData("en", 1440, false, "a kite in the wind", "Done", "Under way")]
    [InlineData("zh-CN", 390, true, "风中的风筝", "已完成", "进行中")]
    public async Task Video_OfAnOwner_IsPlayedOnThePage(string language, int width, bool dark, string prompt, string done, string underWay)
    {
        var videos = new FakeVideos { Film = await File.ReadAllBytesAsync(Path.Combine(SourceTree.Root, "PeppaApi.Tests/Browser/Fixtures/four-seconds.mp4"), TestContext.Current.CancellationToken) };
        await tour.Bed.AddVendorAsync("openai", videos.AnswerAsync, FakeVideos.Key, "sora-2");
        var page = await tour.OpenAsync(language, width, dark);
        var said = new List<string>();
        page.Console += (_, message) => said.Add($"{message.Type} {message.Text}");
        await SiteTour.LogInAsync(page, "some");
        var (status, created) = await tour.Bed.Client.CallAsync("POST", "/v1/videos", $$"""{"model":"sora-2","prompt":"{{prompt}}","seconds":"4"}""");
        Assert.True(status == 200, created?.ToJsonString());
        var id = (string)created!["id"]!;
        await page.GotoAsync("/drawings", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        var tile = page.Locator(".peppa-tile").Filter(new() { HasText = id });
        var desk = tour.Bed.Services.GetRequiredService<TaskDesk>();
        await desk.AskAsync(id, TestContext.Current.CancellationToken);
        await tile.Filter(new() { HasText = underWay }).WaitForAsync();
        await desk.AskAsync(id, TestContext.Current.CancellationToken);
        await tile.Filter(new() { HasText = done }).WaitForAsync();
        await PictureAsync(page, $"grid-{language}");
        var dialog = await SiteTour.OpenByClickAsync(page, "/drawings", tile.Locator(".peppa-picture"), ".mud-dialog");
        await dialog.GetByText(prompt).WaitForAsync();
        var video = dialog.Locator("video");
        await UntilAsync(video, "v => v.readyState >= 2 || !!v.error");
        Assert.Equal("320x180, 4 s", await video.EvaluateAsync<string>("v => v.error ? `${v.error.code} ${v.error.message}` : `${v.videoWidth}x${v.videoHeight}, ${Math.round(v.duration)} s`"));
        await video.EvaluateAsync("async v => { v.muted = true; v.playbackRate = 4; await v.play(); }");
        await UntilAsync(video, "v => v.currentTime > 1");
        // Back to where it was, as the bar below the picture does.
        await video.EvaluateAsync("v => { v.pause(); v.currentTime = 0.5; }");
        await UntilAsync(video, "v => !v.seeking && Math.abs(v.currentTime - 0.5) < 0.2");
        await PictureAsync(page, $"player-{language}");
        var box = (await video.BoundingBoxAsync())!;
        Assert.True(box.X >= 0 && box.X + box.Width <= width && box.Width > 200, $"{box.X} {box.Width}");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.DoesNotContain(said, line => line.StartsWith("error", StringComparison.Ordinal));
        await tour.Bed.AssertSoundAsync();
        await page.Context.DisposeAsync();
    }

    /// <summary>Playwright's own wait would evaluate a text in the page, which the page's policy forbids.</summary>
    private static async Task UntilAsync(ILocator element, string condition)
    {
        for (var i = 0; !await element.EvaluateAsync<bool>(condition); i++)
        {
            Assert.True(i < 100, condition);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForTimeoutAsync(600);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"videos-{name}.png") });
        }
    }
}
