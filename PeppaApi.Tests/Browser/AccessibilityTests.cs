using System.Text.Json;
using Microsoft.Playwright;
using PeppaApi.Tests.Architecture;

namespace PeppaApi.Tests.Browser;

/// <summary>Axe reads every page, light and dark, and finds nothing serious.</summary>
public sealed class AccessibilityTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string Axe = Path.Combine(SourceTree.Root, "PeppaApi.Tests", "node_modules", "axe-core", "axe.min.js");

    [Theory]
    [InlineData("en", false)]
    [InlineData("zh-CN", true)]
    public async Task Pages_ReadByAxe_HaveNoSeriousFault(string language, bool dark)
    {
        Assert.SkipUnless(File.Exists(Axe), "The npm package axe-core is not installed: run npm ci in PeppaApi.Tests.");
        var page = await tour.OpenAsync(language, 1440, dark);
        var faults = new List<string>();
        await WalkAsync(page, EveryPageTests.Public, faults);
        await SiteTour.LogInAsync(page, "some");
        await WalkAsync(page, EveryPageTests.Own, faults);
        await page.Context.ClearCookiesAsync();
        await SiteTour.LogInAsync(page, "operator");
        await WalkAsync(page, EveryPageTests.Operators, faults);
        await page.Context.DisposeAsync();
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    private static async Task WalkAsync(IPage page, string[] addresses, List<string> faults)
    {
        foreach (var address in addresses)
        {
            await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
            await page.WaitForTimeoutAsync(200);
            await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
            var found = await ReadAsync(page);
            // On a busy machine the page may just be coming to life: what counts is what stays.
            for (var again = 0; found.Count > 0 && again < 3; again++)
            {
                await page.WaitForTimeoutAsync(2000);
                found = await ReadAsync(page);
            }

            faults.AddRange(found.Select(fault => $"{address}: {fault}"));
        }
    }

    private static async Task<List<string?>> ReadAsync(IPage page)
    {
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))");
        return [.. found.EnumerateArray().Select(fault => fault.GetString())];
    }
}
