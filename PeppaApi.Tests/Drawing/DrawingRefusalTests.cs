using System.Net;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Drawing;

/// <summary>What is refused at the door of drawings, in the protocol's shape, with nothing held and nothing sent.</summary>
public sealed class DrawingRefusalTests : IAsyncLifetime
{
    private DrawingBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await DrawingBed.StartAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [InlineData("/mj/submit/imagine", "{}")]
    [InlineData("/mj/submit/imagine", """{"prompt":" "}""")]
    [InlineData("/mj/submit/imagine", """{"prompt":7}""")]
    [InlineData("/mj/submit/imagine", "[]")]
    [InlineData("/mj/submit/imagine", "no JSON")]
    [InlineData("/mj/submit/imagine", """{"prompt":"x","prompt":"y"}""")]
    [InlineData("/mj/submit/imagine", """{"prompt":"x","base64Array":"y"}""")]
    [InlineData("/mj/submit/imagine", """{"prompt":"x","base64Array":["data:image/png;base64,QUJD"]}""")]
    [InlineData("/mj/submit/imagine", """{"prompt":"--fast"}""")]
    [InlineData("/mj/submit/blend", """{"base64Array":[]}""")]
    [InlineData("/mj/submit/describe", """{"base64":"iVBORw0KGgo="}""")]
    [InlineData("/mj/submit/change", """{"taskId":"77","action":"EXPLODE","index":1}""")]
    [InlineData("/mj/submit/change", """{"taskId":"77","action":"UPSCALE","index":5}""")]
    [InlineData("/mj/submit/change", """{"taskId":"77","action":"UPSCALE","index":1}""")]
    [InlineData("/mj/submit/simple-change", """{"content":"77  U2"}""")]
    [InlineData("/mj/submit/simple-change", """{"content":"77 X2"}""")]
    [InlineData("/mj/submit/action", """{"taskId":"77","customId":"MJ::BOOKMARK::3dbbd469"}""")]
    [InlineData("/mj/submit/modal", """{"taskId":"77"}""")]
    [InlineData("/mj/submit/no-such-action", "{}")]
    public async Task Submission_ThatIsNone_IsRefusedInTheProtocolsShape(string path, string json)
    {
        var (status, body) = await _bed.PostAsync(path, json);
        Assert.Equal((HttpStatusCode.BadRequest, 4), (status, (int)body["code"]!));
        Assert.NotEmpty((string)body["description"]!);
        Assert.NotEmpty((string)body["type"]!);
        Assert.Empty(_bed.Upstream.Requests);
        Assert.Empty(await _bed.Relay.RecordsAsync());
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Credit_ThatIsShort_HoldsAndSendsNothing()
    {
        await using var poor = await DrawingBed.StartAsync(0.09m);
        var (status, body) = await poor.PostAsync("/mj/submit/imagine", """{"prompt":"x"}""");
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_user_quota"), (status, (string)body["type"]!));
        Assert.Empty(poor.Upstream.Requests);
        await poor.AssertSoundAsync();
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsRefused()
    {
        using var client = _bed.Relay.CreateClient("sk-wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await _bed.PostAsync("/mj/submit/imagine", """{"prompt":"x"}""", client)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _bed.PostAsync("/mj/task/list-by-condition", """{"ids":[]}""", client)).Status);
    }

    [Fact]
    public async Task ForeignTask_IsNeitherFetchedNorSeenNorFollowedUp()
    {
        var id = await _bed.ImagineAsync("mine");
        var picture = new Uri((string)(await _bed.UntilAsync(id, "SUCCESS"))["imageUrl"]!);
        using var other = _bed.Relay.CreateClient((await _bed.Relay.CreateTokenAsync()).Key);
        foreach (var path in (string[])[$"/mj/task/{id}/fetch", $"/mj/task/{id}/image-seed", $"/mj/image/{id}", $"{picture.AbsolutePath}?s=0123456789abcdef0123456789abcdef"])
        {
            using var response = await other.GetAsync(path);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        using var list = await other.PostAsync("/mj/task/list-by-condition", RelayBed.Body($$"""{"ids":["{{id}}"]}"""));
        Assert.Equal("[]", await list.Content.ReadAsStringAsync());
        var (status, body) = await _bed.PostAsync("/mj/submit/change", $$"""{"taskId":"{{id}}","action":"UPSCALE","index":1}""", other);
        Assert.Equal((HttpStatusCode.BadRequest, "task_not_found"), (status, (string)body["description"]!));
        Assert.DoesNotContain(_bed.Upstream.Requests, request => request.Path == "/mj/submit/change");
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task FollowUps_FiftyAtOnceWithCreditForSome_HoldNothingInTheEnd()
    {
        await using var bed = await DrawingBed.StartAsync(0.35m);
        var id = await bed.ImagineAsync("mine");
        await bed.UntilAsync(id, "SUCCESS");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => bed.PostAsync("/mj/submit/change", $$"""{"taskId":"{{id}}","action":"UPSCALE","index":1}""")));
        // Five of five cents each are paid for by the quarter that is left.
        var taken = answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => (string)answer.Body["result"]!).ToList();
        Assert.Equal((5, 45), (taken.Distinct().Count(), answers.Count(answer => answer.Status == HttpStatusCode.Forbidden)));
        foreach (var task in taken)
        {
            await bed.UntilAsync(task, "SUCCESS");
        }

        Assert.Equal(0, (await bed.Relay.BalanceAsync()).Available);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task FollowUp_OfATaskUnderWay_IsRefused()
    {
        var id = await _bed.ImagineAsync("waits");
        var (status, body) = await _bed.PostAsync("/mj/submit/change", $$"""{"taskId":"{{id}}","action":"UPSCALE","index":1}""");
        Assert.Equal((HttpStatusCode.BadRequest, "task_status_not_success"), (status, (string)body["description"]!));
    }

    [Fact]
    public async Task Callback_WithAWrongSecretOrOfAnotherTask_ChangesNothing()
    {
        await _bed.TakeCallbacksAsync();
        var (id, other) = (await _bed.ImagineAsync("waits"), await _bed.ImagineAsync("waits too"));
        var (mine, theirs) = ((await _bed.RowAsync(id)).UpstreamId!, (await _bed.RowAsync(other)).UpstreamId!);
        var hook = new Uri(_bed.Midjourney.Drawings[mine].Hook!).AbsolutePath;
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Relay.Address) };
        Assert.Equal(HttpStatusCode.Forbidden, (await _bed.PostAsync($"/mj/notify/{id}/0123456789abcdef0123456789abcdef", FakeMidjourney.Tell(mine, "SUCCESS"), client)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _bed.PostAsync(hook.Replace(id, other, StringComparison.Ordinal), FakeMidjourney.Tell(theirs, "SUCCESS"), client)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _bed.PostAsync(hook, FakeMidjourney.Tell(theirs, "SUCCESS"), client)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _bed.PostAsync(hook, "no JSON", client)).Status);
        Assert.False((await _bed.RowAsync(id)).IsOver || (await _bed.RowAsync(other)).IsOver);
        Assert.Equal(HttpStatusCode.OK, (await _bed.PostAsync(hook, FakeMidjourney.Tell(mine, "FAILURE"), client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _bed.PostAsync(hook, FakeMidjourney.Tell(mine, "SUCCESS"), client)).Status);
        Assert.Equal((LongTaskState.Failed, 0L), await _bed.RowAsync(id) is var row ? (row.State, row.Charged) : default);
    }

    [Theory]
    [InlineData("text/html", 10, 502)]
    [InlineData("image/svg+xml", 10, 502)]
    [InlineData("image/png", 2000, 200)]
    public async Task Picture_IsServedOnlyAsAPicture(string type, int bytes, int status)
    {
        (_bed.Midjourney.PictureType, _bed.Midjourney.PictureBytes) = (type, bytes);
        var id = await _bed.ImagineAsync("mine");
        var link = (string)(await _bed.UntilAsync(id, "SUCCESS"))["imageUrl"]!;
        using var nobody = new HttpClient();
        using var response = await nobody.GetAsync(link);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 200)
        {
            Assert.Equal(bytes, (await response.Content.ReadAsByteArrayAsync()).Length);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task Picture_ThatIsTooLarge_IsCutOff()
    {
        await using var bed = await DrawingBed.StartAsync(10, "--Drawing:MaxPictureBytes=100000");
        bed.Midjourney.PictureBytes = 300_000;
        var id = await bed.ImagineAsync("mine");
        var link = (string)(await bed.UntilAsync(id, "SUCCESS"))["imageUrl"]!;
        using var nobody = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => nobody.GetByteArrayAsync(link));
    }
}
