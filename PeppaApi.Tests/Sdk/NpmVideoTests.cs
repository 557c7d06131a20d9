using System.Text.Json.Nodes;
using PeppaApi.Credits;
using PeppaApi.Tests.Drawing;

namespace PeppaApi.Tests.Sdk;

/// <summary>The npm package <c>openai</c> as an unmodified client of videos.</summary>
public sealed class NpmVideoTests(VideoBed bed) : IClassFixture<VideoBed>
{
    [Fact]
    public async Task Tour_FromOrderToDownload_IsReadAndCharged()
    {
        NodeTour.SkipUnlessInstalled("openai");
        var before = (await bed.Relay.BalanceAsync()).Available;
        var (exit, output, errors) = await NodeTour.RunAsync("videos.mjs", ("BASE_URL", bed.Relay.Address + "/v1"), ("API_KEY", bed.Relay.Key));
        Assert.True(exit == 0, errors);
        var said = JsonNode.Parse(output)!;
        Assert.Equal(("completed", "8", "1280x720"), ((string)said["status"]!, (string)said["seconds"]!, (string)said["size"]!));
        Assert.Equal(("a video", "completed", true, 2), ((string)said["content"]!, (string)said["remixed"]!, (bool)said["ofSource"]!, (int)said["listed"]!));
        Assert.Equal(("video.deleted", true), ((string)said["deleted"]!, (bool)said["gone"]!));
        Assert.Equal("seconds", (string)said["refused"]!);
        Assert.Equal(Credit.FromUsd(1.6m), before - (await bed.Relay.BalanceAsync()).Available);
        await bed.Relay.AssertSoundAsync();
    }
}
