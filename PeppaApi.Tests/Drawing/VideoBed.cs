using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Drawing;

/// <summary>The real relay with an upstream behind it that makes videos.</summary>
public sealed class VideoBed : IAsyncLifetime
{
    private const string AccessToken = "test-admin-access-token-0001";

    internal RelayBed Relay { get; private set; } = null!;

    internal HttpClient Admin { get; private set; } = null!;

    internal FakeVideos Videos { get; } = new();

    internal FakeUpstream Upstream { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Relay = await RelayBed.StartAsync(100, ["--Drawing:PollMilliseconds=50", "--Drawing:LostSeconds=1", $"--Bootstrap:Admin:AccessToken={AccessToken}"]);
        Upstream = await FakeUpstream.StartAsync(Videos.AnswerAsync);
        await Relay.Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            "videos", "openai", Upstream.Address, [FakeVideos.Key], ["sora-2", "sora-2-pro", "gpt-4o"], null, null, 0, 1, true, 1, ClientGonePolicy.Drain));
        // It would be asked first, but speaks a dialect that knows no videos.
        await Relay.Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            "others", "anthropic", Upstream.Address, ["sk-ant"], ["sora-2", "claude-silent-film"], null, null, 5, 1, true, 1, ClientGonePolicy.Drain));
        Admin = Relay.CreateClient(AccessToken);
    }

    internal async Task<JsonObject> CreateAsync(string prompt, string extra = "")
    {
        var (status, body) = await Relay.Client.CallAsync("POST", "/v1/videos", $$"""{"model":"sora-2","prompt":"{{prompt}}"{{extra}}}""");
        Assert.True(status == 200, body?.ToJsonString());
        return body!.AsObject();
    }

    internal async Task<JsonObject> UntilAsync(string id, string status, HttpClient? client = null)
    {
        JsonNode? video = null;
        for (var i = 0; i < 200; i++)
        {
            video = (await (client ?? Relay.Client).CallAsync("GET", $"/v1/videos/{id}")).Body;
            if ((string?)video!["status"] == status)
            {
                return video.AsObject();
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"It is not {status}: {video}");
    }

    internal async Task<UsageRecord> RecordAsync(string id)
    {
        await using var context = Relay.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        var request = await context.LongTasks.Where(task => task.PublicId == id).Select(task => task.RequestId).SingleAsync();
        return await context.UsageRecords.AsNoTracking().SingleAsync(record => record.RequestId == request);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Relay.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
