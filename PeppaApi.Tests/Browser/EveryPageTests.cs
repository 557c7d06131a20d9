using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PeppaApi.Tests.Browser;

/// <summary>Every page as stranger, user and operator, in both languages, wide and narrow, light and dark. PEPPA_PICTURES names a folder for pictures.</summary>
public sealed partial class EveryPageTests(SiteTour tour) : IClassFixture<SiteTour>
{
    internal static readonly string[] Public =
    [
        "/",
        "/pricing",
        "/docs",
        "/docs/claude-code",
        "/docs/faq",
        "/login",
        "/register",
        "/verify",
        "/agreement",
        "/no-such-page",
        "/login/code",
        "/forgot",
        "/reset?user=2&token=x",
        "/mail-change?user=2&side=old&token=x",
        "/look-up",
    ];
    internal static readonly string[] Own =
    [
        "/dashboard",
        "/chat",
        "/docs/nextchat",
        "/drawings",
        "/token",
        "/topup",
        "/invite",
        "/log",
        "/statement",
        "/announcements",
        "/setting",
        "/setting/security",
        "/confirm",
        "/denied",
        "/setting/access-tokens",
        "/setting/data",
        "/setting/notifications",
    ];
    internal static readonly string[] Operators =
    [
        "/admin",
        "/admin/backup",
        "/admin/channels",
        "/admin/channels/1/keys",
        "/admin/drawings",
        "/admin/prices",
        "/admin/users",
        "/admin/users/2/statement",
        "/admin/groups",
        "/admin/redemptions",
        "/admin/usage",
        "/admin/report",
        "/admin/sign-ups",
        "/admin/announcements",
        "/admin/content",
        "/admin/agreement",
        "/admin/settings",
        "/admin/mail",
        "/admin/health",
        "/admin/users/2",
        "/admin/users/2?part=credit",
        "/admin/users/2?part=tokens",
        "/admin/users/2?part=security",
        "/admin/users/2?part=audit",
        "/admin/users/2/as/dashboard",
        "/admin/audit-log",
    ];
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    [Theory]
    [InlineData("en", 1440, false)]
    [InlineData("en", 390, true)]
    [InlineData("zh-CN", 1440, true)]
    [InlineData("zh-CN", 390, false)]
    public async Task Pages_AnyReader_AreWholeAndClean(string language, int width, bool dark)
    {
        var page = await tour.OpenAsync(language, width, dark);
        var faults = new List<string>();
        page.Console += (_, message) => faults.AddRange(message.Type is "error" or "warning" && !message.Text.Contains("404", StringComparison.Ordinal) ? [$"{page.Url}: {message.Text}"] : []);
        page.PageError += (_, error) => faults.Add($"{page.Url}: {error}");
        await WalkAsync(page, Public, language, $"stranger-{width}", faults);
        await SiteTour.LogInAsync(page, "some");
        await WalkAsync(page, Own, language, $"user-{width}", faults);
        await page.Context.ClearCookiesAsync();
        await SiteTour.LogInAsync(page, "operator");
        await WalkAsync(page, Operators, language, $"operator-{width}", faults);
        await page.Context.DisposeAsync();
        Assert.Empty(faults);
    }

    private static async Task WalkAsync(IPage page, string[] addresses, string language, string who, List<string> faults)
    {
        foreach (var address in addresses)
        {
            await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
            await page.WaitForTimeoutAsync(200);
            if (Pictures is not null)
            {
                var name = address.Replace("?part=", "-", StringComparison.Ordinal).Split('?')[0].Trim('/').Replace('/', '-');
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{who}-{language}-{(name.Length == 0 ? "home" : name)}.png") });
            }

            var text = await page.InnerTextAsync("body");
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            faults.AddRange(overflow > 1 ? [$"{address} at {who}: {overflow} pixels too wide"] : []);
            faults.AddRange(await page.Locator("h1").CountAsync() == 1 ? [] : [$"{address}: no single h1"]);
            faults.AddRange(language == "en" && Chinese().IsMatch(text.Replace("中文", "", StringComparison.Ordinal)) ? [$"{address}: Chinese in the English page"] : []);
            faults.AddRange(language == "zh-CN" && !Chinese().IsMatch(text) ? [$"{address}: no Chinese in the Chinese page"] : []);
        }
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
