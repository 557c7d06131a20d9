using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Drawing.Midjourney;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Drawing;

/// <summary>Videos through the real relay: what OpenAI's clients send, what they read, and what it costs them by the second.</summary>
public sealed class VideoRelayTests(VideoBed bed) : IClassFixture<VideoBed>
{
    private readonly HttpClient _client = bed.Relay.Client;

    [Theory]
    [InlineData("sora-2", "", 4, "720x1280", 0.4)]
    [InlineData("sora-2", ""","seconds":"8","size":"1280x720" """, 8, "1280x720", 0.8)]
    [InlineData("sora-2-pro", ""","seconds":"12","size":"1280x720" """, 12, "1280x720", 3.6)]
    [InlineData("sora-2-pro", ""","seconds":4,"size":"1792x1024" """, 4, "1792x1024", 2)]
    public async Task Video_ToTheEnd_IsChargedOnceByItsSecondsAndSize(string model, string extra, int seconds, string size, double price)
    {
        var (_, created) = await _client.CallAsync("POST", "/v1/videos", $$"""{"model":"{{model}}","prompt":"a red kite"{{extra}}}""");
        var id = (string)created!["id"]!;
        Assert.Equal(("video", "queued", $"{seconds}", size), ((string)created["object"]!, (string)created["status"]!, (string)created["seconds"]!, (string)created["size"]!));
        var done = await bed.UntilAsync(id, "completed");
        Assert.Equal(("a red kite", 100, model), ((string)done["prompt"]!, (int)done["progress"]!, (string)done["model"]!));
        Assert.DoesNotContain("abc", done.ToJsonString(), StringComparison.Ordinal);
        var record = await bed.RecordAsync(id);
        Assert.Equal(
            (UsageStatus.Succeeded, "videos", Credit.FromUsd((decimal)price), seconds * 1000L, size),
            (record.Status, record.Operation, record.Charged, record.Milliseconds, record.Variant));
        await bed.Relay.AssertSoundAsync();
    }

    [Theory]
    [InlineData("fails", "failed", "The video could not be generated.")]
    [InlineData("vanishes", "lost", "The video failed and was not charged.")]
    public async Task Video_ThatComesToNothing_GivesAllBack(string prompt, string code, string message)
    {
        var before = (await bed.Relay.BalanceAsync()).Available;
        var id = (string)(await bed.CreateAsync(prompt))["id"]!;
        var failed = await bed.UntilAsync(id, "failed");
        Assert.Equal((code, message), ((string)failed["error"]!["code"]!, (string)failed["error"]!["message"]!));
        Assert.Equal((UsageStatus.GivenBack, 0L, Credit.FromUsd(0.4m)), await bed.RecordAsync(id) is var record ? (record.Status, record.Charged, record.Held) : default);
        Assert.Equal(before, (await bed.Relay.BalanceAsync()).Available);
        await bed.Relay.AssertSoundAsync();
    }

    [Fact]
    public async Task Form_WithAPicture_GoesOnWithWhatWasLeftOutWrittenIn()
    {
        using var form = new MultipartFormDataContent("frontier")
        {
            { new StringContent("a red kite"), "prompt" },
            { new ByteArrayContent("picture"u8.ToArray()), "input_reference", "a.png" },
        };
        using var response = await _client.PostAsync("/v1/videos", form);
        var body = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True(response.IsSuccessStatusCode, body.ToJsonString());
        await bed.UntilAsync((string)body["id"]!, "completed");
        var sent = bed.Upstream.Requests.Last(request => request.Body.Contains("frontier", StringComparison.Ordinal)).Body;
        Assert.Contains("picture", sent, StringComparison.Ordinal);
        Assert.Equal(1, sent.Split("name=\"seconds\"").Length - 1);
        await bed.Relay.AssertSoundAsync();
    }

    [Fact]
    public async Task Remix_OfAnOwnVideo_GoesToItsUpstreamAndCostsAsMuch()
    {
        var source = (string)(await bed.CreateAsync("a red kite", ""","seconds":"8" """))["id"]!;
        await bed.UntilAsync(source, "completed");
        var (_, remix) = await _client.CallAsync("POST", $"/v1/videos/{source}/remix", """{"prompt":"a blue kite"}""");
        Assert.Equal((source, "8"), ((string)remix!["remixed_from_video_id"]!, (string)remix["seconds"]!));
        var id = (string)remix["id"]!;
        Assert.Equal(source, (string)(await bed.UntilAsync(id, "completed"))["remixed_from_video_id"]!);
        Assert.Equal(("videos/remix", Credit.FromUsd(0.8m)), await bed.RecordAsync(id) is var record ? (record.Operation, record.Charged) : default);
        foreach (var (field, value) in ((string, string)[])[("seconds", "\"12\""), ("size", "\"1792x1024\""), ("model", "\"sora-2-pro\"")])
        {
            var (status, refusal) = await _client.CallAsync("POST", $"/v1/videos/{source}/remix", $$"""{"prompt":"a blue kite","{{field}}":{{value}}}""");
            Assert.Equal((400, field), (status, (string?)refusal!["error"]!["param"]));
        }

        await bed.Relay.AssertSoundAsync();
    }

    [Fact]
    public async Task Content_OfAFinishedVideo_IsItsOwnersAlone()
    {
        bed.Videos.IsSlow = true;
        var id = (string)(await bed.CreateAsync("a red kite"))["id"]!;
        Assert.Equal(33, (int)(await bed.UntilAsync(id, "in_progress"))["progress"]!);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_client, $"/v1/videos/{id}/content"));
        Assert.Equal(400, (await _client.CallAsync("DELETE", $"/v1/videos/{id}")).Status);
        Assert.Equal(400, (await _client.CallAsync("POST", $"/v1/videos/{id}/remix", """{"prompt":"too early"}""")).Status);
        bed.Videos.IsSlow = false;
        await bed.UntilAsync(id, "completed");
        using var response = await _client.GetAsync($"/v1/videos/{id}/content");
        Assert.Equal(("video/mp4", "a video", "nosniff"), (
            response.Content.Headers.ContentType!.MediaType!, await response.Content.ReadAsStringAsync(), response.Headers.GetValues("X-Content-Type-Options").Single()));
        using var thumbnail = await _client.GetAsync($"/v1/videos/{id}/content?variant=thumbnail");
        Assert.Equal("image/webp", thumbnail.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(_client, $"/v1/videos/{id}/content?variant=../../files"));
        using var other = bed.Relay.CreateClient((await bed.Relay.CreateTokenAsync()).Key);
        foreach (var path in (string[])[$"/v1/videos/{id}", $"/v1/videos/{id}/content"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, path));
        }

        Assert.Equal(404, (await other.CallAsync("POST", $"/v1/videos/{id}/remix", """{"prompt":"mine now"}""")).Status);
        Assert.Equal(404, (await other.CallAsync("DELETE", $"/v1/videos/{id}")).Status);
        Assert.Empty((await other.CallAsync("GET", "/v1/videos")).Body!["data"]!.AsArray());

        var detail = (await bed.Relay.Services.GetRequiredService<DrawingBoard>().TellAsync(bed.Relay.UserId, id))!;
        Assert.Equal("a red kite", detail.Prompt);
        using var nobody = new HttpClient { BaseAddress = new Uri(bed.Relay.Address) };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(nobody, detail.Video!));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(nobody, detail.Video! + "0"));
    }

    [Fact]
    public async Task List_InPages_HasOwnVideosButDeletedOnes()
    {
        var token = await bed.Relay.CreateTokenAsync();
        using var client = bed.Relay.CreateClient(token.Key);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((string)(await client.CallAsync("POST", "/v1/videos", """{"prompt":"a red kite"}""")).Body!["id"]!);
        }

        foreach (var id in ids)
        {
            await bed.UntilAsync(id, "completed", client);
        }

        Assert.Equal("video.deleted", (string?)(await client.CallAsync("DELETE", $"/v1/videos/{ids[0]}")).Body!["object"]);
        Assert.Equal(404, (await client.CallAsync("GET", $"/v1/videos/{ids[0]}")).Status);
        var first = (await client.CallAsync("GET", "/v1/videos?limit=1")).Body!;
        Assert.Equal((ids[2], true), ((string)first["data"]![0]!["id"]!, (bool)first["has_more"]!));
        var second = (await client.CallAsync("GET", $"/v1/videos?limit=5&after={ids[2]}")).Body!;
        Assert.Equal([ids[1]], second["data"]!.AsArray().Select(video => (string)video!["id"]!));
        Assert.False((bool)second["has_more"]!);
        // To their owner deleted ones are gone on the site, too; who keeps the books sees them.
        using var site = bed.Relay.CreateClient(await bed.Relay.Services.GetRequiredService<AccessTokenService>().CreateAsync(bed.Relay.UserId, "test"));
        foreach (var (reader, found) in ((HttpClient, int)[])[(site, 0), (bed.Admin, 1)])
        {
            Assert.Equal(found, (int)(await reader.CallAsync("GET", $"/api/drawings?search={ids[0]}")).Body!["total"]!);
            Assert.Equal(found == 0 ? 404 : 200, (await reader.CallAsync("GET", $"/api/drawings/{ids[0]}")).Status);
            Assert.Equal(1, (int)(await reader.CallAsync("GET", $"/api/drawings?search={ids[1]}")).Body!["total"]!);
        }

        Assert.NotNull((await bed.Admin.CallAsync("GET", $"/api/drawings/{ids[0]}")).Body!["deletedAt"]);
        Assert.Contains(ids[0], await bed.Admin.GetStringAsync($"/api/drawings/csv?search={ids[0]}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Video_ThatIsNotAnsweredAbout_IsNeitherLostNorHoldsUpOthers()
    {
        bed.Videos.Unanswered = "mute";
        var mute = (string)(await bed.CreateAsync("mute"))["id"]!;
        foreach (var instead in ((int, string)[])[(500, "{}"), (429, "{}"), (200, "[]"), (200, """{"id":"video_of_somebody_else","status":"completed"}""")])
        {
            bed.Videos.Instead = instead;
            var other = (string)(await bed.CreateAsync("a red kite"))["id"]!;
            await bed.UntilAsync(other, "completed");
            // In all longer than until one that is not known is given up.
            await Task.Delay(400);
            Assert.Equal("queued", (string)(await _client.CallAsync("GET", $"/v1/videos/{mute}")).Body!["status"]!);
        }

        bed.Videos.Unanswered = null;
        await bed.UntilAsync(mute, "completed");
        Assert.Equal(UsageStatus.Succeeded, (await bed.RecordAsync(mute)).Status);
        await bed.Relay.AssertSoundAsync();
    }

    [Fact]
    public async Task Video_ThatIsNotAnsweredAbout_IsNotAskedAfterByEverybodyWhoWaits()
    {
        // The follower itself comes round seldom.
        await using var relay = await RelayBed.StartAsync(100, ["--Drawing:PollMilliseconds=30000"]);
        var videos = new FakeVideos { Unanswered = "mute" };
        await relay.AddVendorAsync("openai", videos.AnswerAsync, FakeVideos.Key, "sora-2");
        var (status, created) = await relay.Client.CallAsync("POST", "/v1/videos", """{"model":"sora-2","prompt":"mute"}""");
        Assert.Equal(200, status);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("queued", (string)(await relay.Client.CallAsync("GET", $"/v1/videos/{(string)created!["id"]!}")).Body!["status"]!);
        }

        Assert.InRange(relay.Upstream.Requests.Count, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_InParts_IsGivenWhetherTheUpstreamKnowsThemOrNot(bool knows)
    {
        bed.Videos.GivesParts = knows;
        var id = (string)(await bed.CreateAsync("a red kite"))["id"]!;
        await bed.UntilAsync(id, "completed");
        foreach (var (range, status, content, part) in ((string, int, string, string?)[])
        [
            ("bytes=0-", 206, "a video", "bytes 0-6/7"), ("bytes=2-4", 206, "vid", "bytes 2-4/7"), ("bytes=5-99", 206, "eo", "bytes 5-6/7"),
            ("bytes=7-", 416, "", null), ("bytes=0-1,3-4", 200, "a video", null), ("lines=1-2", 200, "a video", null),
        ])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/videos/{id}/content");
            request.Headers.TryAddWithoutValidation("Range", range);
            using var response = await _client.SendAsync(request);
            Assert.Equal((status, content), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
            Assert.Equal(part, response.Content.Headers.ContentRange?.ToString());
        }

        bed.Videos.GivesParts = false;
    }

    [Fact]
    public async Task Content_OfVideos_IsNeitherStoredNorLogged()
    {
        const string Canary = "qzvkwcanaryphrase";
        foreach (var (words, end) in ((string, string)[])[("", "completed"), (" fails", "failed"), (" vanishes", "failed")])
        {
            await bed.UntilAsync((string)(await bed.CreateAsync(Canary + words))["id"]!, end);
        }

        await _client.CallAsync("POST", "/v1/videos", $$"""{"prompt":"{{Canary}} refused","{{Canary}}":1,"size":"{{Canary}}"}""");
        await _client.CallAsync("POST", "/v1/videos", $$"""{"prompt":"{{Canary}} refused"}""");
        Assert.Contains(bed.Upstream.Requests, request => request.Body.Contains(Canary, StringComparison.Ordinal));
        await bed.Relay.AssertNoTraceAsync(Canary, FakeVideos.Key);
    }

    [Theory]
    [InlineData("{}", "prompt")]
    [InlineData("""{"prompt":"x","seconds":"0"}""", "seconds")]
    [InlineData("""{"prompt":"x","seconds":"900"}""", "seconds")]
    [InlineData("""{"prompt":"x","seconds":"four"}""", "seconds")]
    [InlineData("""{"prompt":"x","seconds":null}""", "seconds")]
    [InlineData("""{"prompt":"x","size":"large"}""", "size")]
    [InlineData("""{"prompt":"x","prompt":"y"}""", "prompt")]
    [InlineData("no JSON", null)]
    public async Task Request_ThatIsNone_IsRefusedAtItsFieldWithNothingHeld(string json, string? param)
    {
        var sent = bed.Upstream.Requests.Count(request => request.Body.Length > 0);
        using var response = await _client.PostAsync("/v1/videos", new StringContent(json, Encoding.UTF8, "application/json"));
        var error = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal((HttpStatusCode.BadRequest, param), (response.StatusCode, (string?)error["param"]));
        Assert.Equal(sent, bed.Upstream.Requests.Count(request => request.Body.Length > 0));
        await bed.Relay.AssertSoundAsync();
    }

    [Fact]
    public async Task Model_WithoutAPriceForVideos_IsRefused()
    {
        var (status, body) = await _client.CallAsync("POST", "/v1/videos", """{"model":"gpt-4o","prompt":"x"}""");
        Assert.Equal((503, "model_not_priced"), (status, (string?)body!["error"]!["code"]));
        // Prices of pictures are none of a second.
        await bed.Relay.Services.GetRequiredService<PriceService>().PutAsync(
            "gpt-4o", new PriceSpec { InputPerMillion = 1, OutputPerMillion = 1, ImagePrices = [new ImageFigure("1280x720", 0.04m)] });
        (status, body) = await _client.CallAsync("POST", "/v1/videos", """{"model":"gpt-4o","prompt":"x"}""");
        Assert.Equal((503, "model_not_priced"), (status, (string?)body!["error"]!["code"]));
    }

    [Fact]
    public async Task Model_OfChannelsThatKnowNoVideos_HasNoChannelInTheUsersGroup()
    {
        var (status, body) = await _client.CallAsync("POST", "/v1/videos", """{"model":"claude-silent-film","prompt":"x"}""");
        Assert.Equal((503, "no_available_channel"), (status, (string?)body!["error"]!["code"]));
        Assert.Contains(Group.Default, (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upstream_ThatRefuses_IsQuotedAndGivesAllBack()
    {
        var before = (await bed.Relay.BalanceAsync()).Available;
        var (status, body) = await _client.CallAsync("POST", "/v1/videos", """{"prompt":"refused"}""");
        Assert.Equal((400, "moderation_blocked"), (status, (string?)body!["error"]!["code"]));
        Assert.Equal(before, (await bed.Relay.BalanceAsync()).Available);
        await bed.Relay.AssertSoundAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }
}
