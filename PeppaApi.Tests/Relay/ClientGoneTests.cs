using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>A client that leaves in the middle pays for what it got, by the channel's policy, and holds nothing up.</summary>
public sealed class ClientGoneTests
{
    [Fact]
    public async Task Stream_Drained_IsChargedTheReportedUsage()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Stream(TimeSpan.FromMilliseconds(100), Replies.Hello()));
        await LeaveAfterFirstChunkAsync(bed);
        var record = Assert.Single(await bed.RecordsAsync(1));
        Assert.Equal((UsageStatus.ClientGone, UsageBasis.Drained, 3L), (record.Status, record.Basis, record.OutputTokens));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_Cancelled_IsChargedWhatWasDelivered()
    {
        var cut = new TaskCompletionSource();
        await using var bed = await RelayBed.StartAsync();
        await bed.AddChannelAsync(
            async context =>
            {
                context.RequestAborted.Register(() => cut.TrySetResult());
                await Replies.Stream(Replies.Chunk("""{"role":"assistant","content":"Hello"}"""))(context);
                await Replies.Hang()(context);
            },
            gone: ClientGonePolicy.Cancel);
        await LeaveAfterFirstChunkAsync(bed);
        var record = Assert.Single(await bed.RecordsAsync(1));
        Assert.Equal((UsageStatus.ClientGone, UsageBasis.Counted, 1L), (record.Status, record.Basis, record.OutputTokens));
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(5));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_DrainHangs_EndsWithinItsBound()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:DrainSeconds=1"], upstreams: async context =>
        {
            await Replies.Stream(Replies.Chunk("""{"role":"assistant","content":"Hello"}"""))(context);
            await Replies.Hang()(context);
        });
        await LeaveAfterFirstChunkAsync(bed);
        Assert.Equal(UsageBasis.Counted, Assert.Single(await bed.RecordsAsync(1)).Basis);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Whole_Drained_IsChargedTheReportedUsage()
    {
        var arrived = new TaskCompletionSource();
        await using var bed = await RelayBed.StartAsync(upstreams: async context =>
        {
            arrived.SetResult();
            await Task.Delay(500);
            await Replies.Chat()(context);
        });
        using var leaving = new CancellationTokenSource();
        var request = bed.Client.PostAsync("/v1/chat/completions", RelayBed.ChatBody(), leaving.Token);
        await arrived.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        var record = Assert.Single(await bed.RecordsAsync(1));
        Assert.Equal((UsageStatus.ClientGone, UsageBasis.Drained, 3L), (record.Status, record.Basis, record.OutputTokens));
        await bed.AssertSoundAsync();
    }

    private static async Task LeaveAfterFirstChunkAsync(RelayBed bed)
    {
        using var client = bed.CreateClient(bed.Key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = RelayBed.ChatBody(",\"stream\":true") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        Assert.True(await stream.ReadAsync(new byte[100]) > 0);
    }
}
