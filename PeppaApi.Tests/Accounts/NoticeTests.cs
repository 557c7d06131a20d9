using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts.Notices;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

/// <summary>What users are told, by mail and by webhook.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private const string Mail = "ann@example.com";
    private static readonly NoticeSettings All = new(true, Credit.FromUsd(1), true, true, true, null);
    private readonly ConcurrentQueue<(string Body, string Signature)> _received = new();
    private FakeUpstream _receiver = null!;
    private AppHost _app = null!;
    private int _failures;

    public async ValueTask InitializeAsync()
    {
        _receiver = await FakeUpstream.StartAsync(context =>
        {
            _received.Enqueue(((string)context.Items["body"]!, context.Request.Headers[WebhookSender.SignatureHeader].ToString()));
            context.Response.StatusCode = _failures-- > 0 ? 503 : 204;
            return Task.CompletedTask;
        });
        await StartAsync("--Notices:AllowedPrivateHosts:0=127.0.0.1");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task LowCredit_EachCrossing_IsToldOnce()
    {
        await Notices.SaveAsync(2, All);
        await GiveAsync(5);
        await Watch.RunAsync();
        Assert.Empty(Mailbox.Read(_app));
        await Ledger.WithdrawAsync(2, Credit.FromUsd(4.5m), "test");
        await Watch.RunAsync();
        await Watch.RunAsync();
        var mail = Assert.Single(await _app.MailsAsync(Mail, 1));
        Assert.Contains("$0.50", mail.TextBody, StringComparison.Ordinal);
        await GiveAsync(5);
        await Watch.RunAsync();
        await Ledger.WithdrawAsync(2, Credit.FromUsd(5), "test");
        await Watch.RunAsync();
        await Watch.RunAsync();
        await _app.MailsAsync(Mail, 2);
        await Task.Delay(300);
        Assert.Equal(2, Mailbox.Read(_app).Count);
    }

    [Fact]
    public async Task Webhook_ThatFailsAtFirst_GetsTheSameNoticeSignedAnew()
    {
        _failures = 1;
        var secret = (await Notices.SaveAsync(2, All with { ByMail = false, WebhookUrl = _receiver.Address + "/hook" }))!;
        Assert.Null(await Notices.SaveAsync(2, All with { ByMail = false, WebhookUrl = _receiver.Address + "/hook" }));
        await GiveAsync(0.25m);
        await Watch.RunAsync();
        await Sender.RunAsync();
        await Sender.RunAsync();
        Assert.Single(_received);
        await Task.Delay(1100);
        await Sender.RunAsync();
        await Sender.RunAsync();
        Assert.Equal(2, _received.Count);
        Assert.Single(_received.Select(notice => notice.Body).Distinct());
        foreach (var (body, signature) in _received)
        {
            var time = signature.Split(',')[0][2..];
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
            Assert.Equal($"t={time},v1={Convert.ToHexStringLower(hash)}", signature);
        }

        var notice = JsonNode.Parse(_received.First().Body)!;
        Assert.Equal(("low_credit", 0.25m), (notice["type"]!.GetValue<string>(), notice["data"]!["leftUsd"]!.GetValue<decimal>()));
        var delivery = Assert.Single(await Notices.DeliveriesAsync(2));
        Assert.Equal((true, false, 2, "204"), (delivery.Delivered, delivery.Waiting, delivery.Attempts, delivery.LastAnswer));
        Assert.Empty(Mailbox.Read(_app));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("169.254.169.254")]
    public async Task Webhook_ToAPrivateAddress_IsNotConnected(string host)
    {
        await _app.DisposeAsync();
        await StartAsync();
        await Notices.SaveAsync(2, All with { WebhookUrl = $"http://{host}:{new Uri(_receiver.Address).Port}/" });
        await GiveAsync(0.25m);
        await Watch.RunAsync();
        await Sender.RunAsync();
        Assert.Empty(_received);
        Assert.Equal("The address is not on the public internet.", (await Notices.DeliveriesAsync(2))[0].LastAnswer);
    }

    [Fact]
    public async Task Webhook_ThatCannotBeSent_HoldsUpNobody()
    {
        var (other, client) = await _app.UserAsync("other");
        client.Dispose();
        await Notices.SaveAsync(2, All with { WebhookUrl = "https://example.com/" });
        await Notices.SaveAsync(other, All with { WebhookUrl = _receiver.Address });
        await using (var context = await _app.Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<PeppaApi.Data.PeppaDbContext>>().CreateDbContextAsync())
        {
            // As older versions took them.
            context.NoticeChoices.Single(choice => choice.UserId == 2).WebhookUrl = "https://\u0301x.example/";
            await context.SaveChangesAsync();
        }

        await GiveAsync(0.25m);
        await Ledger.GrantAsync(new NewGrant(other, GrantKind.Payment, Credit.FromUsd(0.25m), null, "test"));
        await Watch.RunAsync();
        await Sender.RunAsync();
        Assert.Single(_received);
        Assert.Equal("There can be no such host.", (await Notices.DeliveriesAsync(2))[0].LastAnswer);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("example.com")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://\u0301x.example/")]
    public async Task Webhook_WithABadAddress_IsRefused(string address) =>
        Assert.Equal("webhookUrl", (await Assert.ThrowsAsync<InputException>(() => Notices.SaveAsync(2, All with { WebhookUrl = address }))).Field);

    [Fact]
    public async Task SecurityEvent_OnThePage_IsToldUnlessTurnedOff()
    {
        using var ann = new SiteVisitor(_app.BaseAddress);
        await ann.LogInAsync("ann", ApiCalls.Password);
        await ann.PostAsync("/setting/security", "password", ("Input.New", "another long password"));
        Assert.Contains("The password was changed", (await _app.MailsAsync(Mail, 1))[0].TextBody, StringComparison.Ordinal);
        var (_, page, _) = await ann.PostAsync(
            "/setting/notifications", "notifications", ("Input.BelowUsd", "2.5"), ("Input.LowCredit", "True"), ("Input.WebhookUrl", "https://example.com/hook"));
        Assert.Contains("whsec_", page, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", (await ann.GetAsync("/setting/notifications")).Text, StringComparison.Ordinal);
        Assert.Equal(new NoticeSettings(true, Credit.FromUsd(2.5m), false, false, false, "https://example.com/hook"), await Notices.GetAsync(2));
        await ann.PostAsync("/setting/security", "password", ("Input.New", "a third long password"));
        await Task.Delay(300);
        Assert.Single(Mailbox.Read(_app));
    }

    [Theory]
    [InlineData("PUT", "", """{"password":"another long password"}""", "The password was changed")]
    [InlineData("DELETE", "/two-step", null, "Two-step sign-in was turned off")]
    public async Task SecurityEvent_ByAnOperator_IsTold(string method, string path, string? body, string told)
    {
        Assert.InRange((await _app.Admin.CallAsync(method, $"/api/users/2{path}", body)).Status, 200, 204);
        Assert.Contains(told, (await _app.MailsAsync(Mail, 1))[0].TextBody, StringComparison.Ordinal);
    }

    private NoticeService Notices => _app.Services.GetRequiredService<NoticeService>();

    private CreditWatch Watch => _app.Services.GetRequiredService<CreditWatch>();

    private WebhookSender Sender => _app.Services.GetRequiredService<WebhookSender>();

    private CreditLedger Ledger => _app.Services.GetRequiredService<CreditLedger>();

    private async Task StartAsync(params string[] settings)
    {
        _app = await AppHost.StartAsync([.. settings, "--Notices:CheckSeconds=3600", "--Notices:RetrySeconds=1"]);
        (await _app.UserAsync("ann")).Client.Dispose();
    }

    private Task<long> GiveAsync(decimal usd) => Ledger.GrantAsync(new NewGrant(2, GrantKind.Gift, Credit.FromUsd(usd), null, "test"));
}
