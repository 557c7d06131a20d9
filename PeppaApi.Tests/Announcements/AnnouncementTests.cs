using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Announcements;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Announcements;

/// <summary>Who sees which announcement, until when, and that nothing in it can run.</summary>
public sealed class AnnouncementTests : IAsyncLifetime
{
    private AppHost _app = null!;

    private AnnouncementBoard Board => _app.Services.GetRequiredService<AnnouncementBoard>();

    private AnnouncementEditor Editor => _app.Services.GetRequiredService<AnnouncementEditor>();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Announcement_PutAwayByOneUser_IsStillShownToAnother()
    {
        var (ann, _) = await _app.UserAsync("ann");
        var (ben, _) = await _app.UserAsync("ben");
        var id = await Editor.CreateAsync(Some("Prices fall"));
        Assert.Equal(id, Assert.Single(await Board.UnseenAsync(ann)).Id);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Board.PutAwayAsync(ann, id)));
        Assert.Empty(await Board.UnseenAsync(ann));
        Assert.Single(await Board.UnseenAsync(ben));
        Assert.True(Assert.Single(await Board.AllAsync(ann)).Seen);
        Assert.False(Assert.Single(await Board.AllAsync(ben)).Seen);
        Assert.Equal(1, Assert.Single((await Editor.ListAsync(1, 10)).Items).Seen);
    }

    [Fact]
    public async Task Announcements_ByTheirDates_AreToComeShownOrOver()
    {
        var (ann, _) = await _app.UserAsync("ann");
        await Editor.CreateAsync(Some("over") with { From = Now.AddDays(-2), Until = Now.AddDays(-1) });
        await Editor.CreateAsync(Some("shown") with { From = Now.AddDays(-1), Until = Now.AddDays(1) });
        await Editor.CreateAsync(Some("to come") with { From = Now.AddDays(1) });
        Assert.Equal(["shown"], (await Board.UnseenAsync(ann)).Select(view => view.Title.English));
        Assert.Equal([("shown", false), ("over", true)], (await Board.AllAsync(ann)).Select(view => (view.Title.English, view.Seen)));
        Assert.Equal([AnnouncementState.ToCome, AnnouncementState.Shown, AnnouncementState.Over], (await Editor.ListAsync(1, 10)).Items.Select(row => row.StateAt(Now)));
    }

    [Fact]
    public async Task Announcements_OfSeveralSeverities_ComeWithTheMostSevereFirst()
    {
        await Editor.CreateAsync(Some("critical") with { Severity = AnnouncementSeverity.Critical, ForVisitors = true, From = Now.AddDays(-3) });
        await Editor.CreateAsync(Some("note") with { ForVisitors = true });
        await Editor.CreateAsync(Some("for users"));
        Assert.Equal(["critical", "note"], (await Board.ForVisitorsAsync()).Select(view => view.Title.English));
    }

    [Theory]
    [InlineData("", "", 1, "title")]
    [InlineData("a", "", -1, "until")]
    [InlineData("a", "", 0, "until")]
    public async Task Announcement_ThatCannotBe_IsRefused(string english, string chinese, int hours, string field)
    {
        var from = Now;
        var input = Some(english) with { Title = new TwoTexts(english, chinese), From = from, Until = from.AddHours(hours) };
        Assert.Equal(field, (await Assert.ThrowsAsync<InputException>(() => Editor.CreateAsync(input))).Field);
        Assert.Equal(0, (await Editor.ListAsync(1, 10)).Total);
    }

    [Fact]
    public async Task Announcement_Deleted_IsGoneForEverybody()
    {
        var (ann, _) = await _app.UserAsync("ann");
        var id = await Editor.CreateAsync(Some("mistake"));
        await Board.PutAwayAsync(ann, id);
        await Editor.DeleteAsync(id);
        await Editor.DeleteAsync(id);
        Assert.Empty(await Board.AllAsync(ann));
        Assert.Equal("id", (await Assert.ThrowsAsync<InputException>(() => Editor.ChangeAsync(id, Some("again")))).Field);
    }

    [Fact]
    public async Task Account_Deleted_LeavesNothingOfWhatItSaw()
    {
        var (ann, _) = await _app.UserAsync("ann");
        await Board.PutAwayAsync(ann, await Editor.CreateAsync(Some("news")));
        await _app.Services.GetRequiredService<AccountDeletion>().DeleteAsync(ann, "ann");
        await using var context = await _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await context.SeenAnnouncements.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HomePage_WithAnAnnouncementThatWouldRun_ShowsItAsText()
    {
        const string Evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> [click](javascript:alert(1)) ![pic](https://elsewhere.example/x.png)";
        await Editor.CreateAsync(Some("<script>alert(2)</script>") with { Body = new TwoTexts(Evil, Evil), ForVisitors = true });
        var page = await _app.Client().GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=\"https://elsewhere.example", page, StringComparison.Ordinal);
    }

    private static AnnouncementInput Some(string title) => new(AnnouncementSeverity.Info, new TwoTexts(title, ""), new TwoTexts("Body", ""), ForVisitors: false);
}
