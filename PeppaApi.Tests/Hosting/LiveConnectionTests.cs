using System.Globalization;
using System.Net;
using PeppaApi.Tests.Browser;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>Pages that people leave open stay alive while the relay works, and cost little.</summary>
public sealed class LiveConnectionTests
{
    [Fact]
    public Task Pages_LeftOpenUnderLoad_StayAlive() => HoldAsync(pages: 10, TimeSpan.FromSeconds(5), perSecond: 50);

    [Fact(Explicit = true)]
    public Task Pages_AHundredForTenMinutesUnderLoad_StayAlive() => HoldAsync(pages: 100, TimeSpan.FromMinutes(10), perSecond: 200);

    [Fact]
    public async Task Pages_OfStrangers_AreBoundedAndThoseOfUsersAreNot()
    {
        await using var bed = await RelayBed.StartAsync(credit: 0, settings: ["--Site:MaxVisitors=2"]);
        var site = new Uri(bed.Address);
        using var stranger = new SiteVisitor(site);
        using var user = new SiteVisitor(site);
        Assert.Equal("/dashboard", (await user.LogInAsync("some", SiteTour.Password)).Location);
        var open = new List<LivePage> { await LivePage.OpenAsync(stranger, site, "/pricing"), await LivePage.OpenAsync(stranger, site, "/pricing") };
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => LivePage.OpenAsync(stranger, site, "/pricing"));
        Assert.Contains("503", refused.ToString(), StringComparison.Ordinal);
        open.Add(await LivePage.OpenAsync(user, site, "/dashboard"));
        Assert.All(open, page => Assert.Null(page.Fault));
        await open[0].DisposeAsync();
        open[0] = null!;
        for (var i = 0; open[0] is null; i++)
        {
            try
            {
                open[0] = await LivePage.OpenAsync(stranger, site, "/pricing");
            }
            catch (Exception exception) when (i < 50 && exception is not Xunit.Sdk.XunitException)
            {
                // That the other is closed is not noticed yet.
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        foreach (var page in open)
        {
            await page.DisposeAsync();
        }
    }

    /// <summary>All pages show what the requests change: they are the user's own.</summary>
    private static async Task HoldAsync(int pages, TimeSpan time, int perSecond)
    {
        await using var bed = await RelayBed.StartAsync(credit: 1000, upstreams: Replies.Chat());
        var site = new Uri(bed.Address);
        using var visitor = new SiteVisitor(site);
        Assert.Equal("/dashboard", (await visitor.LogInAsync("some", SiteTour.Password)).Location);
        // What the first page costs is not a connection's.
        await using var first = await LivePage.OpenAsync(visitor, site, "/dashboard");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var open = new List<LivePage>();
        for (var i = 0; i < pages; i++)
        {
            open.Add(await LivePage.OpenAsync(visitor, site, "/dashboard"));
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / pages;
        var drawn = open.ConvertAll(page => page.Pictures);
        var sent = await LoadAsync(bed, time, perSecond);
        // What the last requests changed is still to be drawn.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var faults = open.Select(page => page.Fault).OfType<string>().ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} pages ended: {faults.FirstOrDefault()} {bed.Log.Lines.FirstOrDefault(line => line.Contains("Circuits.CircuitHost", StringComparison.Ordinal) && line.StartsWith("Error", StringComparison.Ordinal))}");
        Assert.All(open.Zip(drawn), page => Assert.True(page.First.Pictures > page.Second, "A page showed nothing of what happened."));
        Assert.True(each < 3_000_000, string.Create(CultureInfo.InvariantCulture, $"A connection takes {each:N0} bytes."));
        Assert.Equal(sent, (await bed.RecordsAsync()).Count);
        await bed.AssertSoundAsync();
        var figures = string.Create(CultureInfo.InvariantCulture, $"{pages} pages for {time}: {sent:N0} requests, {each / 1024:N0} KB of memory for each page with its client, {open.Sum(page => page.Pictures):N0} pictures.");
        TestContext.Current.SendDiagnosticMessage(figures);
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        foreach (var page in open)
        {
            await page.DisposeAsync();
        }
    }

    /// <summary>Sends requests at that pace, however long each takes.</summary>
    private static async Task<int> LoadAsync(RelayBed bed, TimeSpan time, int perSecond)
    {
        var under = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) is var elapsed && elapsed < time)
        {
            await timer.WaitForNextTickAsync();
            while (under.Count < perSecond * elapsed.TotalSeconds)
            {
                under.Add(SendAsync(bed));
            }
        }

        await Task.WhenAll(under);
        return under.Count;
    }

    private static async Task SendAsync(RelayBed bed)
    {
        using var response = await bed.ChatAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
