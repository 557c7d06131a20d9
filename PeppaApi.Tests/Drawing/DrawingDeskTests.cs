using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Drawing;
using PeppaApi.Drawing.Midjourney;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Drawing;

/// <summary>What owners and operators do with drawings outside of the protocol: the service behind the pages, and /api.</summary>
public sealed class DrawingDeskTests(DrawingDeskTests.Shared shared) : IClassFixture<DrawingDeskTests.Shared>
{
    private const string Upscale = "MJ::JOB::upsample::1::3dbbd469-36af-4a0f-8f02-df6c579e7011";
    private readonly DrawingBed _bed = shared.Bed;
    private readonly HttpClient _admin = shared.Admin;

    private DrawingBoard Board => _bed.Relay.Services.GetRequiredService<DrawingBoard>();

    [Fact]
    public async Task Release_OfATaskUnderWay_GivesAllBackOnceAndSaysWhoDidItAndWhy()
    {
        var before = (await _bed.Relay.BalanceAsync()).Available;
        var id = await _bed.ImagineAsync("waits");
        await _bed.UntilAsync(id, "IN_PROGRESS");
        Assert.Equal(400, (await _admin.CallAsync("POST", $"/api/drawings/{id}/release", """{"reason":" "}""")).Status);
        var (status, body) = await _admin.CallAsync("POST", $"/api/drawings/{id}/release", """{"reason":"stuck upstream"}""");
        Assert.Equal((200, "given_back", "released", 0m), (status, (string?)body!["state"], (string?)body["failCode"], (decimal)body["chargedUsd"]!));
        Assert.Equal(400, (await _admin.CallAsync("POST", $"/api/drawings/{id}/release", """{"reason":"again"}""")).Status);
        Assert.Equal((UsageStatus.GivenBack, "released", 0L), await RecordAsync(id) is var record ? (record.Status, record.ErrorCode, record.Charged) : default);
        Assert.Equal("FAILURE", (string)(await _bed.FetchAsync(id))["status"]!);
        var line = Assert.Single((await _bed.Relay.Services.GetRequiredService<AuditLog>().ListAsync(new AuditFilter(Act: "task.released"), 1, 10)).Items);
        Assert.Equal("operator", line.ActorName);
        Assert.Contains("stuck upstream", line.Changes, StringComparison.Ordinal);
        Assert.Equal(before, (await _bed.Relay.BalanceAsync()).Available);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Release_ByAnOperatorOfAnAdminsTask_IsRefused()
    {
        var operators = await _bed.Relay.Services.GetRequiredService<UserService>().CreateAsync(new NewUser("desk", "desk@example.test", "correct horse battery", EmailConfirmed: true));
        await _admin.CallAsync("PUT", $"/api/users/{operators.Id}/role", """{"role":"operator"}""");
        await _admin.CallAsync("PUT", $"/api/users/{_bed.Relay.UserId}/role", """{"role":"operator"}""");
        using var desk = _bed.Relay.CreateClient(await _bed.Relay.Services.GetRequiredService<AccessTokenService>().CreateAsync(operators.Id, "test"));
        var id = await _bed.ImagineAsync("to the end");
        Assert.Equal(403, (await desk.CallAsync("POST", $"/api/drawings/{id}/release", """{"reason":"a favour"}""")).Status);
        await _admin.CallAsync("PUT", $"/api/users/{_bed.Relay.UserId}/role", """{"role":"user"}""");
        await _bed.UntilAsync(id, "SUCCESS");
    }

    [Fact]
    public async Task Ask_OfAPausedUpstream_TellsTheEndAndTheUpstreamsReason()
    {
        _bed.Midjourney.IsDown = true;
        var id = await _bed.ImagineAsync("fails");
        Assert.False((bool)(await _admin.CallAsync("POST", $"/api/drawings/{id}/ask")).Body!["answered"]!);
        _bed.Midjourney.IsDown = false;
        var body = (await _admin.CallAsync("POST", $"/api/drawings/{id}/ask")).Body!;
        for (var i = 0; i < 4 && (string?)body["drawing"]!["state"] != "given_back"; i++)
        {
            body = (await _admin.CallAsync("POST", $"/api/drawings/{id}/ask")).Body!;
        }

        Assert.Equal((true, "given_back", "failed"), ((bool)body["answered"]!, (string?)body["drawing"]!["state"], (string?)body["drawing"]!["failCode"]));
        Assert.Contains("Unrecognized parameter", (string?)body["failReason"]!, StringComparison.Ordinal);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task List_WithFilters_FindsWhatTheyName()
    {
        var (good, bad) = (await _bed.ImagineAsync("good"), await _bed.ImagineAsync("fails"));
        await _bed.UntilAsync(good, "SUCCESS");
        await _bed.UntilAsync(bad, "FAILURE");
        Assert.Equal([bad, good], (await IdsAsync("")).Take(2));
        Assert.Equal(bad, (await IdsAsync("?state=given_back"))[0]);
        Assert.Equal(good, (await IdsAsync("?state=succeeded&action=IMAGINE&search=some"))[0]);
        Assert.Equal([good], await IdsAsync($"?search={good}"));
        Assert.Empty(await IdsAsync("?action=SHORTEN"));
        Assert.Equal(400, (await _admin.CallAsync("GET", "/api/drawings?state=unheard")).Status);
        var csv = await _admin.GetStringAsync($"/api/drawings/csv?state=given_back&search={bad}");
        Assert.Equal(2, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"{bad},", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Board_OfAFinishedDrawing_TellsItsOwnerTheUpstreamsPromptAndPricedNextSteps()
    {
        var id = await _bed.ImagineAsync("a red kite");
        await _bed.UntilAsync(id, "SUCCESS");
        var detail = (await Board.TellAsync(_bed.Relay.UserId, id))!;
        Assert.Equal("a red kite", detail.Prompt);
        Assert.Equal(new NextStep(Upscale, "U1", "UPSCALE", Credit.FromUsd(0.05m)), Assert.Single(detail.NextSteps));
        using var nobody = new HttpClient { BaseAddress = new Uri(_bed.Relay.Address) };
        using var picture = await nobody.GetAsync(Assert.Single(detail.Pictures));
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        Assert.Null(await Board.TellAsync(_bed.Relay.UserId + 1, id));
        Assert.NotNull((await Board.PressAsync(_bed.Relay.UserId + 1, id, Upscale)).Refusal);

        var step = await Board.PressAsync(_bed.Relay.UserId, id, Upscale);
        Assert.Null(step.Refusal);
        Assert.Equal("UPSCALE", (string)(await _bed.UntilAsync(step.TaskId!, "SUCCESS"))["action"]!);
        Assert.Equal(Credit.FromUsd(0.05m), (await RecordAsync(step.TaskId!)).Charged);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Board_WithATokenThatIsOff_SpendsNothing()
    {
        var id = await _bed.ImagineAsync("a red kite");
        await _bed.UntilAsync(id, "SUCCESS");
        await _bed.Relay.Services.GetRequiredService<TokenService>().SetEnabledAsync(_bed.Relay.UserId, (await _bed.RowAsync(id)).TokenId, false);
        Assert.Empty((await Board.TellAsync(_bed.Relay.UserId, id))!.NextSteps);
        Assert.Equal("This API key is disabled.", (await Board.PressAsync(_bed.Relay.UserId, id, Upscale)).Refusal);
        await _bed.Relay.Services.GetRequiredService<TokenService>().SetEnabledAsync(_bed.Relay.UserId, (await _bed.RowAsync(id)).TokenId, true);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Board_OfADrawingThatAwaitsInput_GoesOnOnceWithThePrompt()
    {
        var origin = await _bed.ImagineAsync("a red kite");
        await _bed.UntilAsync(origin, "SUCCESS");
        var opened = await Board.PressAsync(_bed.Relay.UserId, origin, "MJ::Inpaint::1::3dbbd469");
        Assert.Equal(LongTaskState.AwaitingInput, (await _bed.RowAsync(opened.TaskId!)).State);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Board.ResumeAsync(_bed.Relay.UserId, opened.TaskId!, "a blue kite")));
        Assert.Single(answers, answer => answer.Refusal is null);
        await _bed.UntilAsync(opened.TaskId!, "SUCCESS");
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Link_PastItsTime_ShowsNothing()
    {
        await _bed.Relay.Services.GetRequiredService<OperatorSettings>().SaveAsync(new DrawingSettings(false, false, LinkHours: 2));
        var id = await _bed.ImagineAsync("a red kite");
        var link = new Uri((string)(await _bed.UntilAsync(id, "SUCCESS"))["imageUrl"]!);
        using var nobody = new HttpClient { BaseAddress = new Uri(_bed.Relay.Address) };
        var until = long.Parse(System.Web.HttpUtility.ParseQueryString(link.Query)["e"]!, CultureInfo.InvariantCulture);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(until - now, 2 * 3600, 3 * 3600);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(nobody, link.PathAndQuery));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(nobody, link.PathAndQuery.Replace($"e={until}", $"e={until + 3600}", StringComparison.Ordinal)));
        var past = now - 1;
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(nobody, $"/mj/image/{id}?e={past}&s={_bed.Relay.Services.GetRequiredService<TaskSecrets>().OfPicture(id, past)}"));
    }

    [Fact]
    public async Task Settings_OutOfBounds_AreRefusedAtTheirField()
    {
        foreach (var (field, value) in (IEnumerable<(string, int)>)[("linkHours", 0), ("linkHours", 9000), ("timeoutMinutes", 0)])
        {
            var (status, body) = await _admin.CallAsync("PUT", "/api/settings/drawing", $$"""{"{{field}}":{{value}}}""");
            Assert.Equal(400, status);
            Assert.NotNull(body!["errors"]![field]);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    private async Task<List<string>> IdsAsync(string query) =>
        [.. (await _admin.CallAsync("GET", "/api/drawings" + query)).Body!["items"]!.AsArray().Select(item => (string)item!["id"]!)];

    private async Task<UsageRecord> RecordAsync(string id)
    {
        var request = (await _bed.RowAsync(id)).RequestId;
        return (await _bed.Relay.RecordsAsync()).Single(record => record.RequestId == request);
    }

    /// <summary>One relay for all of them.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        private const string AccessToken = "test-admin-access-token-0001";

        internal DrawingBed Bed { get; private set; } = null!;

        internal HttpClient Admin { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Bed = await DrawingBed.StartAsync(10, $"--Bootstrap:Admin:AccessToken={AccessToken}");
            Admin = Bed.Relay.CreateClient(AccessToken);
        }

        public async ValueTask DisposeAsync()
        {
            Admin.Dispose();
            await Bed.DisposeAsync();
        }
    }
}
