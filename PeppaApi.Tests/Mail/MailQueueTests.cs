using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Mail;

/// <summary>A mail that was taken arrives once, or is shown as failed; against a real mail server.</summary>
public sealed class MailQueueTests
{
    /// <summary>In seconds: a mail server has its own pace.</summary>
    private const int Patience = 20;

    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");

    [Fact]
    public async Task Mail_Enqueued_ArrivesWholeInTheLanguageAskedFor()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var app = await AppHost.StartAsync(server.Settings);
        await Queue(app).EnqueueAsync("ann@example.test", new SampleMail("a <b>bold</b> & \"quoted\" 名字"), Chinese);
        var mail = await server.MailToAsync("ann@example.test");
        Assert.Equal("no-reply@example.test", mail.Sender);
        Assert.Equal("PeppaApi", mail.Message.From.Mailboxes.Single().Name);
        Assert.Equal("来自 PeppaApi 的测试邮件", mail.Message.Subject);
        Assert.Contains("a <b>bold</b> & \"quoted\" 名字", mail.Text, StringComparison.Ordinal);
        Assert.Contains("a &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; 名字", mail.Html, StringComparison.Ordinal);
        Assert.Contains("lang=\"zh-CN\"", mail.Html, StringComparison.Ordinal);
        Assert.Contains("123456", mail.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.test/x?a=1&amp;b=2\"", mail.Html, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Message.Headers["Auto-Submitted"]);

        // What it said is not kept.
        var sent = await WaitAsync(app, MailState.Sent);
        Assert.Equal((null, null), (sent.TextBody, sent.HtmlBody));
        Assert.Contains("4711", sent.LastAnswer, StringComparison.Ordinal);
        Assert.Equal(sent.MessageId, mail.Message.MessageId);
    }

    [Fact]
    public async Task Mail_WhileTheServerIsDownAndTheProcessRestarts_ArrivesOnce()
    {
        await using var server = SmtpServer.Create();
        await using var app = await AppHost.StartAsync(server.Settings);
        for (var i = 0; i < 5; i++)
        {
            await Queue(app).EnqueueAsync($"user{i}@example.test", new SampleMail("x"));
        }

        await Eventually.UntilAsync(async () => (await RowsAsync(app)).All(row => row is { State: MailState.Pending, Attempts: > 0, LastAnswer: not null }), Patience);
        await app.RestartAsync();
        await server.UpAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.MailToAsync($"user{i}@example.test");
        }

        await Eventually.UntilAsync(async () => (await RowsAsync(app)).All(row => row.State == MailState.Sent), Patience);
        await Task.Delay(1500);
        Assert.Equal(5, server.Mails.Count);
    }

    [Fact]
    public async Task Mail_Refused_IsShownAsFailedAndOthersGoOn()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var app = await AppHost.StartAsync(server.Settings);
        await Queue(app).EnqueueAsync("refused@example.test", new SampleMail("x"));
        await Queue(app).EnqueueAsync("later@example.test", new SampleMail("x"));
        await Queue(app).EnqueueAsync("ann@example.test", new SampleMail("x"));
        await server.MailToAsync("ann@example.test");
        await Eventually.UntilAsync(async () => (await RowsAsync(app)).All(row => row.Attempts > 0), Patience);
        var rows = await RowsAsync(app);
        Assert.Equal((MailState.Failed, 1), (rows[0].State, rows[0].Attempts));
        Assert.Contains("550", rows[0].LastAnswer, StringComparison.Ordinal);
        Assert.Contains("No such mailbox", rows[0].LastAnswer, StringComparison.Ordinal);
        Assert.Equal(MailState.Pending, rows[1].State);
        Assert.Contains("451", rows[1].LastAnswer, StringComparison.Ordinal);
        Assert.True(rows[1].NextAttemptAt > rows[1].CreatedAt);

        // The operator's buttons.
        var desk = app.Services.GetRequiredService<MailDesk>();
        Assert.Equal((1, 1), ((await desk.CountAsync()).Waiting, (await desk.CountAsync()).Failed));
        Assert.True(await desk.RetryAsync(rows[0].Id));
        await Eventually.UntilAsync(async () => (await RowsAsync(app))[0] is { State: MailState.Failed, Attempts: 1 }, Patience);
        Assert.True(await desk.DiscardAsync(rows[0].Id));
        Assert.True(await desk.DiscardAsync(rows[1].Id));
        Assert.False(await desk.DiscardAsync(rows[2].Id));
        Assert.Equal(MailState.Sent, Assert.Single(await RowsAsync(app)).State);
    }

    [Fact]
    public async Task Mail_PastItsLifetime_IsGivenUp()
    {
        await using var server = SmtpServer.Create();
        await using var app = await AppHost.StartAsync(server.Settings);
        await Queue(app).EnqueueAsync("ann@example.test", new BriefMail());
        var row = await WaitAsync(app, MailState.Failed);
        Assert.NotNull(row.DoneAt);
        Assert.NotNull(row.LastAnswer);
    }

    [Fact]
    public async Task Mail_ClaimedByAKilledProcess_IsSentAgainUnderTheSameId()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var app = await AppHost.StartAsync(server.Settings);
        await Queue(app).EnqueueAsync("ann@example.test", new SampleMail("x"));
        var sent = await WaitAsync(app, MailState.Sent);
        await app.StopAsync();

        // As if it had been killed after the server took the mail and before that was noted.
        await using (var context = new PeppaDbContext(new DbContextOptionsBuilder<PeppaDbContext>().UseSqlite($"Data Source={Path.Combine(app.DataDirectory, "peppa.db")}").Options))
        {
            await context.Mails.ExecuteUpdateAsync(mail => mail.SetProperty(row => row.State, MailState.Sending).SetProperty(row => row.TextBody, "x").SetProperty(row => row.HtmlBody, "x"));
        }

        await app.RestartAsync();
        var again = await server.MailToAsync("ann@example.test", count: 2);
        Assert.Equal(sent.MessageId, again.Message.MessageId);
    }

    [Fact]
    public async Task Mail_WithoutAServer_IsAFileInTheDataDirectory()
    {
        await using var app = await AppHost.StartAsync();
        await Queue(app).EnqueueAsync("ann@example.test", new SampleMail("x"));
        var sent = await WaitAsync(app, MailState.Sent);
        var file = Path.Combine(app.DataDirectory, "mail", sent.LastAnswer!);
        var message = await MimeKit.MimeMessage.LoadAsync(file);
        Assert.Equal("ann@example.test", message.To.Mailboxes.Single().Address);
        Assert.Contains("123456", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_AddedToACallersWork_IsStoredWithItOrNotAtAll()
    {
        await using var app = await AppHost.StartAsync();
        var queue = Queue(app);
        await using (var context = Open(app))
        {
            queue.Add(context, "ann@example.test", new SampleMail("x"));
            context.Settings.Add(new Setting { Name = "twice", Value = "" });
            await context.SaveChangesAsync();
        }

        await WaitAsync(app, MailState.Sent);
        await using (var context = Open(app))
        {
            queue.Add(context, "ben@example.test", new SampleMail("x"));
            context.Settings.Add(new Setting { Name = "twice", Value = "" });
            await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        }

        Assert.Single(await RowsAsync(app));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann@")]
    [InlineData("@example.test")]
    [InlineData("ann@example.test, ben@example.test")]
    [InlineData("Ann <ann@example.test>")]
    [InlineData("ann@example.test\r\nBcc: all@example.test")]
    [InlineData("ann@example.test\nRCPT TO:<ben@example.test>")]
    [InlineData("\"ann\r\n\"@example.test")]
    [InlineData("ann @example.test")]
    [InlineData("ann@@example.test")]
    [InlineData("ann@exa mple.test")]
    public async Task Mail_ToWhatIsNoAddress_IsRefused(string address)
    {
        Assert.False(MailAddresses.IsValid(address));
        await using var app = await AppHost.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Queue(app).EnqueueAsync(address, new SampleMail("x")));
        Assert.Empty(await RowsAsync(app));
    }

    private static MailQueue Queue(AppHost app) => app.Services.GetRequiredService<MailQueue>();

    private static PeppaDbContext Open(AppHost app) => app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();

    private static async Task<List<QueuedMail>> RowsAsync(AppHost app)
    {
        await using var context = Open(app);
        return await context.Mails.AsNoTracking().OrderBy(mail => mail.Id).ToListAsync();
    }

    private static async Task<QueuedMail> WaitAsync(AppHost app, MailState state)
    {
        await Eventually.UntilAsync(async () => (await RowsAsync(app)).Any(row => row.State == state), Patience);
        return (await RowsAsync(app)).First(row => row.State == state);
    }

    private sealed record SampleMail(string Value) : MailTemplate
    {
        internal override MailContent Write(MailWords words) => new(
            words[nameof(Resources.MailTemplateText.TestSubject), words.SiteName], [Value], "123456", new MailLink("Open", new Uri("https://example.test/x?a=1&b=2")), "A note.");
    }

    private sealed record BriefMail : MailTemplate
    {
        public override TimeSpan Lifetime => TimeSpan.FromMilliseconds(500);

        internal override MailContent Write(MailWords words) => new("Brief", ["x"]);
    }
}
