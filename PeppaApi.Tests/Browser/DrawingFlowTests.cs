using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Drawing;
using PeppaApi.Tests.Drawing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>A tour with one midjourney-proxy that is there for all its tests: a channel whose upstream is gone would be chosen again.</summary>
public sealed class DrawingTour : IAsyncLifetime
{
    private readonly FakeMidjourney _midjourney = new() { Picture = Convert.FromBase64String(FakeMidjourney.Png.Split(',')[1]) };
    private FakeUpstream _upstream = null!;

    public SiteTour Site { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Site.InitializeAsync();
        _upstream = await FakeUpstream.StartAsync(_midjourney.AnswerAsync);
        await DrawingBed.AddChannelAsync(Site.Bed, _upstream);
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await _upstream.DisposeAsync();
        _midjourney.Dispose();
    }
}

/// <summary>Drawings on the pages of their owner and of an operator. PEPPA_PICTURES names a folder for pictures.</summary>
public sealed class DrawingFlowTests(DrawingTour drawings) : IClassFixture<DrawingTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");
    private readonly SiteTour _tour = drawings.Site;

    private TaskFollower Follower => _tour.Bed.Services.GetRequiredService<TaskFollower>();

    [Theory]
    [InlineData("en", 1440, false, "Done", "$0.10 given back", "Upscale U1", "Under way")]
    [InlineData("zh-CN", 390, true, "已完成", "已退回 $0.10", "放大 U1", "进行中")]
    public async Task Drawings_OfAnOwner_MoveByThemselvesAndLeadOn(string language, int width, bool dark, string done, string failed, string upscale, string underWay)
    {
        var page = await _tour.OpenAsync(language, width, dark);
        await SiteTour.LogInAsync(page, "some");
        await page.GotoAsync("/drawings", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await PictureAsync(page, $"empty-{language}");
        var kite = await SubmitAsync("a red kite");
        await SubmitAsync("fails");
        await StepAsync(3);
        await page.Locator(".peppa-tile").First.WaitForAsync();
        await PictureAsync(page, $"moving-{language}");
        await StepAsync(1);
        var tile = page.Locator(".peppa-tile").Filter(new() { HasText = kite }).Filter(new() { HasText = done });
        await tile.WaitForAsync();
        await page.GetByText(failed).First.WaitForAsync();
        await page.Locator(".peppa-tile img").First.WaitForAsync();
        await PictureAsync(page, $"grid-{language}");
        var dialog = await SiteTour.OpenByClickAsync(page, "/drawings", tile.Locator(".peppa-picture"), ".mud-dialog");
        await dialog.GetByText("a red kite").WaitForAsync();
        await PictureAsync(page, $"dialog-{language}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"{upscale} · $0.05" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.Locator(".peppa-tile").Filter(new() { HasText = underWay }).First.WaitForAsync();
        await StepAsync(4);
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await _tour.Bed.AssertSoundAsync();
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("en", 1440, true, "Give back $0.1", "Reason", "$0.10 given back")]
    [InlineData("zh-CN", 390, false, "退回 $0.1", "原因", "已退回 $0.10")]
    public async Task Drawing_ReleasedByAnOperator_IsGivenBackAfterAReason(string language, int width, bool dark, string button, string reason, string failed)
    {
        var id = await SubmitAsync("waits");
        var page = await _tour.OpenAsync(language, width, dark);
        await SiteTour.LogInAsync(page, "operator");
        var panel = await SiteTour.OpenByClickAsync(page, $"/admin/drawings?search={id}", page.Locator("tbody .peppa-rowlink").First, ".peppa-panel");
        await PictureAsync(page, $"panel-{language}");
        await panel.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        var dialog = page.Locator(".mud-dialog");
        await dialog.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await dialog.Locator(".mud-input-error").First.WaitForAsync();
        await dialog.GetByLabel(reason).FillAsync("stuck upstream");
        await dialog.GetByLabel(reason).PressAsync("Tab");
        await PictureAsync(page, $"release-{language}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await panel.GetByText(failed).WaitForAsync();
        await page.GotoAsync("/admin/drawings", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await PictureAsync(page, $"all-{language}");
        await _tour.Bed.AssertSoundAsync();
        await page.Context.DisposeAsync();
    }

    private async Task<string> SubmitAsync(string prompt)
    {
        using var response = await _tour.Bed.Client.PostAsync("/mj/submit/imagine", RelayBed.Body($$"""{"prompt":"{{prompt}}"}"""));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(1, (int?)answer["code"]);
        return (string)answer["result"]!;
    }

    private async Task StepAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Follower.RunAsync();
        }
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForTimeoutAsync(600);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"drawings-{name}.png") });
        }
    }
}
