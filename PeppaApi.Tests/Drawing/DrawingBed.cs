using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Drawing;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Drawing;

/// <summary>The real relay with a double of midjourney-proxy behind it.</summary>
internal sealed class DrawingBed : IAsyncDisposable
{
    public static readonly string[] Models =
    [
        "mj_imagine", "mj_fast_imagine", "mj_relax_imagine", "mj_upscale", "mj_variation", "mj_reroll", "mj_blend", "mj_describe", "mj_shorten", "mj_inpaint",
        "mj_modal", "mj_upload", "swap_face", "mj_zoom",
    ];

    private static readonly string[] Quick = ["--Drawing:PollMilliseconds=50", "--Drawing:LostSeconds=1", "--Drawing:HookRetrySeconds=1", "--Notices:AllowedPrivateHosts:0=127.0.0.1"];

    private DrawingBed(RelayBed relay) => Relay = relay;

    public RelayBed Relay { get; }

    public FakeMidjourney Midjourney { get; } = new();

    public FakeUpstream Upstream { get; private set; } = null!;

    public static async Task<DrawingBed> StartAsync(decimal credit = 10, params string[] settings)
    {
        var bed = new DrawingBed(await RelayBed.StartAsync(credit, [.. Quick, .. settings]));
        bed.Upstream = await FakeUpstream.StartAsync(bed.Midjourney.AnswerAsync);
        await AddChannelAsync(bed.Relay, bed.Upstream);
        return bed;
    }

    public static Task AddChannelAsync(RelayBed relay, FakeUpstream upstream, int priority = 0) => relay.Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
        "drawings", "midjourney", upstream.Address, [FakeMidjourney.Secret], Models, null, null, priority, 1, true, 1, ClientGonePolicy.Drain));

    public Task TakeCallbacksAsync() => SaveAsync(new SiteSettings("Site", Relay.Address), new DrawingSettings(PassLinks: false, TakeCallbacks: true));

    public async Task<(HttpStatusCode Status, JsonObject Body)> PostAsync(string path, string json, HttpClient? client = null)
    {
        using var response = await (client ?? Relay.Client).PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    /// <summary>Submits something that is taken.</summary>
    /// <returns>The id.</returns>
    public async Task<string> SubmitAsync(string path, string json)
    {
        var (status, body) = await PostAsync(path, json);
        Assert.True(status == HttpStatusCode.OK && (int)body["code"]! is 1, body.ToJsonString());
        return (string)body["result"]!;
    }

    public Task<string> ImagineAsync(string prompt) => SubmitAsync("/mj/submit/imagine", $$"""{"prompt":"{{prompt}}"}""");

    public async Task<JsonObject> FetchAsync(string id) => JsonNode.Parse(await Relay.Client.GetStringAsync($"/mj/task/{id}/fetch"))!.AsObject();

    /// <summary>Asks until the task has that status.</summary>
    public async Task<JsonObject> UntilAsync(string id, string status)
    {
        JsonObject? task = null;
        for (var i = 0; i < 200; i++)
        {
            task = await FetchAsync(id);
            if ((string?)task["status"] == status)
            {
                return task;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"It is not {status}: {task}");
    }

    public async Task<LongTask> RowAsync(string id)
    {
        await using var context = Relay.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        return await context.LongTasks.AsNoTracking().SingleAsync(task => task.PublicId == id);
    }

    /// <summary>Nothing is held any more, for the account and its token, and the books agree.</summary>
    public async Task AssertSoundAsync()
    {
        await Relay.AssertSoundAsync();
        await using var context = Relay.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        Assert.Equal(0, await context.Tokens.SumAsync(token => token.Held));
        Assert.False(await context.Holds.AnyAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await Upstream.DisposeAsync();
        Midjourney.Dispose();
    }

    private async Task SaveAsync(SiteSettings site, DrawingSettings drawing)
    {
        var settings = Relay.Services.GetRequiredService<OperatorSettings>();
        await settings.SaveAsync(site);
        await settings.SaveAsync(drawing);
    }
}
