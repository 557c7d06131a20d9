using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Channels;

public sealed class ChannelNoticeTests
{
    [Fact]
    public async Task Changes_OfAMinute_AreOneMailAndOneCall()
    {
        await using var hook = await FakeUpstream.StartAsync(Replies.Json("{}"));
        await using var app = await AppHost.StartAsync();
        var channel = await app.Services.GetRequiredService<ChannelService>().CreateAsync(
            new ChannelSpec("some channel", "openai", "http://127.0.0.1:9", ["key-number-0001"], ["gpt-4o"], null, null, 0, 1, true, 1, default));
        var journal = app.Services.GetRequiredService<ChannelJournal>();
        var (writer, notices) = (app.Services.GetRequiredService<ChannelJournalWriter>(), app.Services.GetRequiredService<ChannelNotices>());
        journal.Note(ChannelEventKind.ChannelCooling, channel.Id, channel.Name, null, "It cannot be reached.");
        await writer.WriteAsync();
        await notices.SendAsync(TestContext.Current.CancellationToken);
        Assert.Empty(hook.Requests);

        await app.Services.GetRequiredService<OperatorSettings>().SaveAsync(new ChannelNoticeSettings("boss@example.com", hook.Address + "/hook"));
        journal.Note(ChannelEventKind.ChannelCooling, channel.Id, channel.Name, null, "It cannot be reached.");
        journal.Note(ChannelEventKind.KeySetAside, channel.Id, channel.Name, channel.Keys[0].Id, "401 invalid_api_key");
        journal.Note(ChannelEventKind.KeyCooling, channel.Id, channel.Name, channel.Keys[0].Id, "429: too many requests");
        await writer.WriteAsync();
        await notices.SendAsync(TestContext.Current.CancellationToken);
        await notices.SendAsync(TestContext.Current.CancellationToken);
        var events = JsonNode.Parse(Assert.Single(hook.Requests).Body)!["events"]!.AsArray();
        Assert.Equal(["ChannelCooling", "KeySetAside"], events.Select(change => change!["kind"]!.GetValue<string>()));
        Assert.Equal("some channel", events[0]!["channel"]!.GetValue<string>());
        await using var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        Assert.Single(await context.Mails.Where(mail => mail.Template == "ChannelNotice").ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://api.deepseek.com/v1", "https://api.deepseek.com/user/balance", """{"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"10.50"}]}""", 10.5, "CNY")]
    [InlineData("https://api.moonshot.ai/v1", "https://api.moonshot.ai/v1/users/me/balance", """{"code":0,"data":{"available_balance":49.5}}""", 49.5, "USD")]
    [InlineData("https://api.siliconflow.cn/v1", "https://api.siliconflow.cn/v1/user/info", """{"data":{"totalBalance":"88.88"}}""", 88.88, "CNY")]
    [InlineData("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/credits", """{"data":{"total_credits":10,"total_usage":2.5}}""", 7.5, "USD")]
    public void Balance_OfVendorsThatTell_IsRead(string endpoint, string address, string body, double amount, string currency)
    {
        var query = BalanceQuery.For(new Uri(endpoint))!;
        using var message = query.Create(new UpstreamTarget(ProviderCatalog.Find("custom")!, new Uri(endpoint), ""), new UpstreamAccess("key", null, default));
        Assert.Equal(address, message.RequestUri!.ToString());
        Assert.Equal(new VendorBalance((decimal)amount, currency), query.Read(System.Text.Encoding.UTF8.GetBytes(body)));
        Assert.Null(query.Read("{\"data\":{}}"u8.ToArray()));
        Assert.Null(query.Read("<html>"u8.ToArray()));
    }

    [Fact]
    public void Balance_OfAnotherHost_IsNotAsked()
    {
        Assert.Null(BalanceQuery.For(new Uri("https://api.openai.com")));
        Assert.Null(BalanceQuery.For(new Uri("https://notdeepseek.com")));
    }
}
