using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>
/// Takes the pictures of the README, of a site that looks as if it had been used for a month. PEPPA_PICTURES names the folder;
/// then <c>convert NAME.png -colors 200 PNG8:docs/images/NAME.png</c>.
/// </summary>
public sealed class ReadmePictureTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly (string Model, long Input, long Output, double Share)[] Models =
    [
        ("gpt-4o", 2_500_000, 10_000_000, 1), ("claude-sonnet-4-5", 3_000_000, 15_000_000, 0.8), ("gpt-4o-mini", 150_000, 600_000, 2.4), ("gemini-2.5-flash", 300_000, 2_500_000, 1.3),
    ];

    [Fact(Explicit = true)]
    public async Task Pictures_OfASiteInUse()
    {
        var folder = Environment.GetEnvironmentVariable("PEPPA_PICTURES");
        Assert.SkipWhen(folder is null, "PEPPA_PICTURES names the folder.");
        await SeedAsync();
        await TakeAsync(folder, "pricing", "/pricing", null, 1440, dark: false);
        await TakeAsync(folder, "dashboard", "/dashboard", "some", 1440, dark: false);
        await TakeAsync(folder, "tokens", "/token", "some", 1440, dark: true);
        await TakeAsync(folder, "charge", "/log", "some", 1440, dark: false, page => page.Locator(".peppa-rowlink").First.ClickAsync());
        await TakeAsync(folder, "overview", "/admin?range=month", "operator", 1440, dark: true);
        await TakeAsync(folder, "phone", "/dashboard", "some", 390, dark: true);
    }

    private async Task TakeAsync(string folder, string name, string address, string? who, int width, bool dark, Func<IPage, Task>? act = null)
    {
        var page = await tour.OpenAsync("en", width, dark);
        if (who is not null)
        {
            await SiteTour.LogInAsync(page, who);
        }

        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await page.WaitForTimeoutAsync(1500);
        if (act is not null)
        {
            await act(page);
            await page.WaitForTimeoutAsync(1000);
        }

        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        await page.Context.DisposeAsync();
    }

    /// <summary>Usage of a month, as the sums by hour keep it; tokens, credit that expires, and a few requests of today.</summary>
    private async Task SeedAsync()
    {
        var bed = tour.Bed;
        await bed.GrantAsync(90, TimeSpan.FromDays(45));
        var tokens = new List<long> { 1 };
        foreach (var (name, limit) in ((string, decimal?)[])[("website", 25m), ("notebook", null), ("night batch", 10m)])
        {
            tokens.Add((await bed.Services.GetRequiredService<PeppaApi.Tokens.TokenService>().CreateAsync(bed.UserId, new PeppaApi.Tokens.TokenSpec(name, limit, null, [], []))).Id);
        }

        var channel = (await bed.Services.GetRequiredService<ChannelService>().ListAsync())[0].Id;
        await using var context = await bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync();
        var (random, now) = (new Random(7), TimeProvider.System.GetUtcNow());
        for (var hour = 1; hour < 24 * 45; hour++)
        {
            var at = now.AddHours(-hour);
            var start = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
            foreach (var (model, input, output, share) in Models)
            {
                var busy = (1.2 - Math.Abs(at.Hour - 14) / 14.0) * share * (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.4 : 1) * (0.6 + random.NextDouble());
                var requests = (long)(busy * 9);
                if (requests <= 0)
                {
                    continue;
                }

                var (reads, writes) = (requests * random.Next(600, 1600), requests * random.Next(150, 600));
                var charged = ((reads * input) + (writes * output)) / 1000;
                var (cost, failed) = (charged * 7 / 10, requests > 12 && random.Next(40) == 0 ? 1 : 0);
                await context.Database.ExecuteSqlAsync($"""
                    INSERT OR IGNORE INTO usage_hours (hour, user_id, token_id, model, channel_id, group_name, requests, input_tokens, output_tokens, images, milliseconds, characters, units, charged, overrun, upstream_cost)
                    VALUES ({start}, {bed.UserId}, {tokens[1 + random.Next(tokens.Count - 1)]}, {model}, {channel}, 'default', {requests}, {reads}, {writes}, 0, 0, 0, 0, {charged}, 0, {cost})
                    """);
                await context.Database.ExecuteSqlAsync($"""
                    INSERT OR IGNORE INTO site_hours (hour, model, channel_id, group_name, requests, failed, input_tokens, output_tokens, charged, overrun, upstream_cost)
                    VALUES ({start}, {model}, {channel}, 'default', {requests}, {failed}, {reads}, {writes}, {charged}, 0, {cost})
                    """);
            }
        }

        await context.Database.ExecuteSqlAsync($"UPDATE tokens SET spent = 17620000000 WHERE id = {tokens[1]}");
        await context.Database.ExecuteSqlAsync($"UPDATE tokens SET spent = 9480000000 WHERE id = {tokens[3]}");
        for (var i = 0; i < 12; i++)
        {
            using var response = await bed.ChatAsync(i % 3 == 1 ? ",\"stream\":true" : "", model: i % 4 == 2 ? "gpt-4o" : RelayBed.Model);
            await response.Content.ReadAsStringAsync();
        }
    }
}
