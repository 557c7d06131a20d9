using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Accounts;
using PeppaApi.Auditing;
using PeppaApi.Resources;

namespace PeppaApi.Tests.Browser;

/// <summary>An operator's page of one user: notes, and the user's pages as they see them.</summary>
public sealed class ViewFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task Pages_OfAUser_AreLookedAtWithAReason_AndOfferNothingToChange(int width, bool dark)
    {
        var page = await tour.OpenAsync("en", width, dark);
        var (user, home) = (tour.Bed.UserId, $"/admin/users/{tour.Bed.UserId}");
        await SiteTour.LogInAsync(page, "operator");
        await page.GotoAsync($"{home}/as/dashboard");
        await Assertions.Expect(page.GetByText(UsersText.ViewNotOpen)).ToBeVisibleAsync();

        var form = await SiteTour.OpenByClickAsync(page, home, page.GetByRole(AriaRole.Button, new() { Name = UsersText.ViewTitle }), ".mud-dialog");
        await PictureAsync(page, $"user-page-{width}");
        await form.GetByRole(AriaRole.Button, new() { Name = UsersText.ViewButton }).ClickAsync();
        await Assertions.Expect(form.GetByText("Say why, in 3 to 300 characters.")).ToBeVisibleAsync();
        await form.Locator("input").FillAsync($"ticket {width}");
        await form.GetByRole(AriaRole.Button, new() { Name = UsersText.ViewButton }).ClickAsync();
        var banner = page.Locator(".peppa-viewing");
        await Assertions.Expect(banner).ToContainTextAsync(UsersText.ViewingOnly);
        await Assertions.Expect(page.Locator(".peppa-figures .big").First).ToBeVisibleAsync();
        await PictureAsync(page, $"viewed-dashboard-{width}");

        await banner.GetByRole(AriaRole.Link, new() { Name = SiteText.Tokens }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = TokensText.Title })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".peppa-table tbody tr").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = TokensText.Create })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".peppa-table button, .peppa-table input")).ToHaveCountAsync(0);
        Assert.DoesNotContain(tour.Bed.Key, await page.ContentAsync(), StringComparison.Ordinal);
        await PictureAsync(page, $"viewed-tokens-{width}");

        await banner.GetByRole(AriaRole.Link, new() { Name = SiteText.Usage }).ClickAsync();
        await Assertions.Expect(page.Locator(".peppa-opens").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = UsageText.Export })).ToHaveCountAsync(0);
        await banner.GetByRole(AriaRole.Link, new() { Name = SiteText.TopUp }).ClickAsync();
        await Assertions.Expect(page.GetByText(RedemptionsText.History)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = RedemptionsText.Redeem })).ToHaveCountAsync(0);

        await banner.GetByRole(AriaRole.Button, new() { Name = UsersText.ViewEnd }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(new Uri(page.Url), home).ToString());
        await page.GotoAsync($"{home}/as/token");
        await Assertions.Expect(page.GetByText(UsersText.ViewNotOpen)).ToBeVisibleAsync();
        var (lines, _) = await tour.Bed.Services.GetRequiredService<AuditLog>().ListAsync(new AuditFilter(Act: "view", UserId: user), 1, 2);
        Assert.Equal(["view.ended", "view.started"], lines.Select(line => line.Act));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Times_InAUsersPages_AreThoseOfTheUser_AndTheOperatorsAgainAfterwards()
    {
        var zones = tour.Bed.Services.GetRequiredService<UserTimeZoneService>();
        await zones.SetAsync(tour.Bed.UserId, "Pacific/Kiritimati");
        try
        {
            var (page, home) = (await tour.OpenAsync("en", 1440, dark: false), $"/admin/users/{tour.Bed.UserId}");
            await SiteTour.LogInAsync(page, "operator");
            var form = await SiteTour.OpenByClickAsync(page, home, page.GetByRole(AriaRole.Button, new() { Name = UsersText.ViewTitle }), ".mud-dialog");
            await form.Locator("input").FillAsync("whose times");
            await form.GetByRole(AriaRole.Button, new() { Name = UsersText.ViewButton }).ClickAsync();
            var banner = page.Locator(".peppa-viewing");
            await Assertions.Expect(banner).ToContainTextAsync("Times are those of the user (Pacific/Kiritimati).");
            await banner.GetByRole(AriaRole.Link, new() { Name = SiteText.Usage }).ClickAsync();
            Assert.Equal(TimeSpan.FromHours(14), await OffsetAsync(page));
            await page.Locator("a[href='/admin/usage']").First.ClickAsync();
            await Assertions.Expect(banner).ToHaveCountAsync(0);
            Assert.Equal(TimeSpan.Zero, await OffsetAsync(page));
            await page.Context.DisposeAsync();
        }
        finally
        {
            await zones.SetAsync(tour.Bed.UserId, null);
        }
    }

    [Fact]
    public async Task Note_WrittenChangedAndDeleted_IsInTheLogOfTheUser()
    {
        var page = await tour.OpenAsync("zh-CN", 1440, dark: false);
        var home = $"/admin/users/{tour.Bed.UserId}";
        await SiteTour.LogInAsync(page, "operator");
        await page.GotoAsync(home, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await page.GetByLabel(Chinese(nameof(UsersText.NoteNew))).FillAsync("常客");
        await page.GetByRole(AriaRole.Button, new() { Name = Chinese(nameof(UsersText.NoteAdd)) }).ClickAsync();
        var note = page.Locator("article");
        await Assertions.Expect(note).ToContainTextAsync("常客");
        await note.GetByRole(AriaRole.Button, new() { Name = "编辑" }).ClickAsync();
        await note.Locator("textarea").First.FillAsync("常客，按月付款");
        await note.GetByRole(AriaRole.Button, new() { Name = Chinese(nameof(UsersText.NoteSave)) }).ClickAsync();
        await Assertions.Expect(note.Locator(".peppa-prompt")).ToHaveTextAsync("常客，按月付款");
        await PictureAsync(page, "user-notes");
        await page.GetByRole(AriaRole.Link, new() { Name = Chinese(nameof(UsersText.PartAudit)), Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.Locator(".peppa-table tbody tr").First).ToContainTextAsync("note.changed");
        await page.Context.DisposeAsync();
    }

    private static async Task<TimeSpan> OffsetAsync(IPage page)
    {
        var time = page.Locator(".peppa-opens time").First;
        await time.WaitForAsync();
        var moment = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture).UtcDateTime;
        return DateTime.Parse(await time.InnerTextAsync(), CultureInfo.InvariantCulture) - new DateTime(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerSecond));
    }

    private static string Chinese(string name) => UsersText.ResourceManager.GetString(name, CultureInfo.GetCultureInfo("zh-CN"))!;

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForTimeoutAsync(400);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png") });
        }
    }
}
