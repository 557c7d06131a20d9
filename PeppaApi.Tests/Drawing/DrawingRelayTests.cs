using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Drawing;

/// <summary>Drawings through the real relay: what clients of midjourney-proxy send, what they read, and what it costs them.</summary>
public sealed class DrawingRelayTests : IAsyncLifetime
{
    private const string Kite = "a red kite --ar 1:1";
    private DrawingBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await DrawingBed.StartAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Imagine_ToTheEnd_IsChargedOnceAndToldAsTheProtocolDoes()
    {
        var id = await _bed.SubmitAsync("/mj/submit/imagine", $$"""{"prompt":"{{Kite}}","base64Array":[],"state":"order-7"}""");
        Assert.Equal(Credit.FromUsd(0.1m), (await _bed.RowAsync(id)).Held);
        var task = await _bed.UntilAsync(id, "SUCCESS");
        Assert.Equal((id, "IMAGINE", "100%", Kite, "order-7"), ((string)task["id"]!, (string)task["action"]!, (string)task["progress"]!, (string)task["prompt"]!, (string)task["state"]!));
        Assert.StartsWith($"{_bed.Relay.Address}/mj/image/{id}?e=", (string)task["imageUrl"]!, StringComparison.Ordinal);
        Assert.Equal("U1", (string)task["buttons"]![0]!["label"]!);
        Assert.DoesNotContain("discordInstanceId", task.ToJsonString(), StringComparison.Ordinal);
        var record = Assert.Single(await _bed.Relay.RecordsAsync());
        Assert.Equal((UsageStatus.Succeeded, "mj_imagine", "mj/imagine", Credit.FromUsd(0.1m), 1L), (record.Status, record.Model, record.Operation, record.Charged, record.Calls));
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_ThatHangs_HoldsUpNoTaskOfAnother()
    {
        _bed.Midjourney.Hangs = true;
        await _bed.ImagineAsync("waits");
        using var quick = new FakeMidjourney();
        await using var upstream = await FakeUpstream.StartAsync(quick.AnswerAsync);
        await DrawingBed.AddChannelAsync(_bed.Relay, upstream, priority: 1);
        await Eventually.UntilAsync(() => _bed.Midjourney.Questions > 0);
        // Not by asking after it: a question asks its upstream at once.
        var id = await _bed.ImagineAsync(Kite);
        await Eventually.UntilAsync(async () => (await _bed.RowAsync(id)).State == LongTaskState.Succeeded);
        Assert.Equal(1, _bed.Midjourney.Questions);
    }

    [Theory]
    [InlineData("fails", "FAILURE", "failed", "Unrecognized parameter")]
    [InlineData("vanishes", "FAILURE", "lost", "出图失败自动回滚额度，可在日志中查看")]
    public async Task Task_ThatComesToNothing_GivesAllBackAndTheRecordSaysSo(string prompt, string status, string code, string words)
    {
        var id = await _bed.ImagineAsync(prompt);
        var task = await _bed.UntilAsync(id, status);
        Assert.Equal("", (string)task["progress"]!);
        Assert.Contains(words, (string)task["failReason"]!, StringComparison.Ordinal);
        var record = Assert.Single(await _bed.Relay.RecordsAsync());
        Assert.Equal((UsageStatus.GivenBack, code, 0L, Credit.FromUsd(0.1m)), (record.Status, record.ErrorCode, record.Charged, record.Held));
        Assert.Equal(Credit.FromUsd(10), (await _bed.Relay.BalanceAsync()).Available);
        await _bed.AssertSoundAsync();
        // What there is to know is known: the upstream is not asked again by everybody who looks.
        var asked = _bed.Midjourney.Questions;
        await _bed.FetchAsync(id);
        await Task.Delay(100);
        await _bed.FetchAsync(id);
        Assert.Equal(asked, _bed.Midjourney.Questions);
    }

    [Fact]
    public async Task Submission_AnsweredWithAnUnknownCode_GivesAllBackInTheProtocolsShape()
    {
        var count = 0;
        foreach (var (answer, status, code) in ((string, int, int)[])[
            ("""{"code":0,"description":"?","result":null}""", 200, 0),
            ("""{"code":7,"description":"?","result":"1704164645123456"}""", 200, 7),
            ("""{"code":9,"description":"?"}""", 200, 9),
            ("""{"code":777,"result":{"id":[]},"properties":[]}""", 200, 777),
            ("""{"code":-1,"description":"?"}""", 502, 5),
            ("""{"code":5000,"description":"?"}""", 502, 5),
            ("""{"description":"?"}""", 502, 5),
            ("""["code",1]""", 502, 5)])
        {
            _bed.Midjourney.Answer = answer;
            var (told, body) = await _bed.PostAsync("/mj/submit/imagine", """{"prompt":"answered"}""");
            Assert.Equal((status, code, (string?)null), ((int)told, (int)body["code"]!, (string?)body["result"]));
            var records = await _bed.Relay.RecordsAsync();
            Assert.Equal((++count, UsageStatus.GivenBack, 0L), (records.Count, records[^1].Status, records[^1].Charged));
        }

        Assert.Equal(Credit.FromUsd(10), (await _bed.Relay.BalanceAsync()).Available);
        await _bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("banned", 24, "banned_prompt")]
    [InlineData("full", 23, "queue_full")]
    public async Task Submission_ThatIsRefused_TellsTheUpstreamsCodeAndGivesAllBack(string prompt, int code, string error)
    {
        var (status, body) = await _bed.PostAsync("/mj/submit/imagine", $$"""{"prompt":"{{prompt}}"}""");
        Assert.Equal((HttpStatusCode.OK, code, (string?)null), (status, (int)body["code"]!, (string?)body["result"]));
        Assert.Equal((UsageStatus.GivenBack, error, 0L), Assert.Single(await _bed.Relay.RecordsAsync()) is var record ? (record.Status, record.ErrorCode, record.Charged) : default);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Submission_ThatIsQueued_KeepsTheUpstreamsCodeAndIsChargedOnceInTheEnd()
    {
        var (_, body) = await _bed.PostAsync("/mj/submit/imagine", """{"prompt":"queued"}""");
        Assert.Equal((22, 1), ((int)body["code"]!, (int)body["properties"]!["numberOfQueues"]!));
        await _bed.UntilAsync((string)body["result"]!, "SUCCESS");
        Assert.Equal(Credit.FromUsd(0.1m), Assert.Single(await _bed.Relay.RecordsAsync()).Charged);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Submission_OfWhatIsThere_IsNotPaidAgain()
    {
        var id = await _bed.ImagineAsync("there");
        await _bed.UntilAsync(id, "SUCCESS");
        var (_, body) = await _bed.PostAsync("/mj/submit/imagine", """{"prompt":"there"}""");
        Assert.Equal((21, id), ((int)body["code"]!, (string)body["result"]!));
        Assert.Equal(Credit.FromUsd(0.1m), (await _bed.Relay.RecordsAsync()).Sum(record => record.Charged));
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Window_ThatAsksForMore_CostsNothingUntilItIsAnswered()
    {
        var origin = await _bed.ImagineAsync(Kite);
        await _bed.UntilAsync(origin, "SUCCESS");
        var (_, opened) = await _bed.PostAsync(
            "/mj/submit/action", $$"""{"taskId":"{{origin}}","customId":"MJ::Inpaint::1::3dbbd469-36af-4a0f-8f02-df6c579e7011::SOLO","chooseSameChannel":true}""");
        Assert.Equal((21, "Waiting for window confirm"), ((int)opened["code"]!, (string)opened["description"]!));
        var id = (string)opened["result"]!;
        Assert.Equal("MODAL", (string)(await _bed.FetchAsync(id))["status"]!);
        var modal = $$"""{"taskId":"{{id}}","prompt":"a blue kite --ar 1:1","maskBase64":"{{FakeMidjourney.Png}}"}""";
        // As often as somebody clicks: it goes on once.
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _bed.PostAsync("/mj/submit/modal", modal)));
        Assert.Equal(id, (string)Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK).Body["result"]!);
        await _bed.UntilAsync(id, "SUCCESS");
        Assert.Equal([0L, Credit.FromUsd(0.1m), Credit.FromUsd(0.1m)], (await _bed.Relay.RecordsAsync()).Select(record => record.Charged).Order());
        await _bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("/mj/submit/change", """{"taskId":"TASK","action":"UPSCALE","index":2}""", "UPSCALE", 0.05)]
    [InlineData("/mj/submit/simple-change", """{"content":"TASK v3"}""", "VARIATION", 0.1)]
    [InlineData("/mj/submit/action", """{"taskId":"TASK","customId":"MJ::JOB::reroll::0::3dbbd469-36af-4a0f-8f02-df6c579e7011::SOLO","content":7}""", "REROLL", 0.1)]
    public async Task FollowUp_OfAnOwnTask_GoesToItsUpstreamUnderTheUpstreamsName(string path, string body, string action, double price)
    {
        var origin = await _bed.ImagineAsync(Kite);
        await _bed.UntilAsync(origin, "SUCCESS");
        var id = await _bed.SubmitAsync(path, body.Replace("TASK", origin, StringComparison.Ordinal));
        Assert.Equal(action, (string)(await _bed.UntilAsync(id, "SUCCESS"))["action"]!);
        var sent = _bed.Upstream.Requests.Single(request => request.Path == path).Body;
        Assert.Contains((await _bed.RowAsync(origin)).UpstreamId!, sent, StringComparison.Ordinal);
        Assert.DoesNotContain(origin, sent, StringComparison.Ordinal);
        Assert.Equal(Credit.FromUsd((decimal)price), (await _bed.Relay.RecordsAsync())[^1].Charged);
        await _bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("/mj/submit/blend", """{"base64Array":["PNG","PNG"],"dimensions":"SQUARE"}""", "BLEND", 0.1)]
    [InlineData("/mj/submit/describe", """{"base64":"PNG"}""", "DESCRIBE", 0.05)]
    [InlineData("/mj/submit/shorten", """{"prompt":"a very long prompt"}""", "SHORTEN", 0.1)]
    [InlineData("/mj/insight-face/swap", """{"sourceBase64":"PNG","targetBase64":"PNG"}""", "SWAP_FACE", 0.05)]
    [InlineData("/mj/submit/swap-face", """{"sourceBase64":"PNG","targetBase64":"PNG"}""", "SWAP_FACE", 0.05)]
    [InlineData("/fast/mj/submit/imagine", """{"prompt":"x --relax"}""", "IMAGINE", 0.1)]
    [InlineData("/mj-relax/mj/submit/imagine", """{"prompt":"x"}""", "IMAGINE", 0.05)]
    public async Task Submission_OfEachKind_HasItsPrice(string path, string body, string action, double price)
    {
        var id = await _bed.SubmitAsync(path, body.Replace("PNG", FakeMidjourney.Png, StringComparison.Ordinal));
        Assert.Equal(action, (string)(await _bed.UntilAsync(id, "SUCCESS"))["action"]!);
        Assert.Equal(Credit.FromUsd((decimal)price), Assert.Single(await _bed.Relay.RecordsAsync()).Charged);
        Assert.DoesNotContain("--relax", _bed.Upstream.Requests.First().Body, StringComparison.Ordinal);
        Assert.Equal(path.StartsWith("/mj/", StringComparison.Ordinal), !_bed.Upstream.Requests.First().Body.Contains("accountFilter", StringComparison.Ordinal));
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upload_IsChargedAtOnceAndAnswersLinks()
    {
        var (_, body) = await _bed.PostAsync("/mj/submit/upload-discord-images", $$"""{"base64Array":["{{FakeMidjourney.Png}}"]}""");
        Assert.Equal(["https://cdn.example.test/u1.png", "https://cdn.example.test/u2.png"], body["result"]!.AsArray().Select(link => (string)link!));
        Assert.Equal(Credit.FromUsd(0.05m), Assert.Single(await _bed.Relay.RecordsAsync()).Charged);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task List_OfOwnAndUnknownIds_GivesTheOwn()
    {
        string[] own = [await _bed.ImagineAsync("one"), await _bed.ImagineAsync("two")];
        using var response = await _bed.Relay.Client.PostAsync("/mj/task/list-by-condition", RelayBed.Body($$"""{"ids":["{{own[0]}}","{{own[1]}}","77"]}"""));
        var list = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal(own, list.Select(task => (string)task!["id"]!));
        foreach (var id in own)
        {
            await _bed.UntilAsync(id, "SUCCESS");
        }

        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Seed_OfAFinishedTask_IsTheUpstreams()
    {
        var id = await _bed.ImagineAsync(Kite);
        await _bed.UntilAsync(id, "SUCCESS");
        var seed = JsonNode.Parse(await _bed.Relay.Client.GetStringAsync($"/mj/task/{id}/image-seed"))!;
        Assert.Equal((1, "3264547781"), ((int)seed["code"]!, (string)seed["result"]!));
    }

    [Fact]
    public async Task Key_InTheProtocolsHeader_IsTaken()
    {
        using var client = _bed.Relay.CreateClient("midjourney-proxy");
        client.DefaultRequestHeaders.Add("mj-api-secret", "Bearer " + _bed.Relay.Key);
        var (status, body) = await _bed.PostAsync("/mj/submit/imagine", """{"prompt":"x"}""", client);
        Assert.Equal((HttpStatusCode.OK, 1), (status, (int)body["code"]!));
        await _bed.UntilAsync((string)body["result"]!, "SUCCESS");
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_ThatDoesNotAnswerForAWhile_LosesNoTask()
    {
        var id = await _bed.ImagineAsync(Kite);
        _bed.Midjourney.IsDown = true;
        await Task.Delay(1500);
        var asked = _bed.Midjourney.Questions;
        Assert.InRange(asked, 1, 20);
        _bed.Midjourney.IsDown = false;
        await _bed.UntilAsync(id, "SUCCESS");
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Submission_WhoseAnswerIsLost_GoesOnIfTheUpstreamHasCalledBack()
    {
        await using var bed = await DrawingBed.StartAsync(10, "--Drawing:AnswerSeconds=1");
        var (status, body) = await bed.PostAsync("/mj/submit/imagine", """{"prompt":"mute"}""");
        Assert.Equal((HttpStatusCode.GatewayTimeout, 5), (status, (int)body["code"]!));
        Assert.Equal((UsageStatus.GivenBack, 0L), Assert.Single(await bed.Relay.RecordsAsync()) is var lost ? (lost.Status, lost.Charged) : default);

        await bed.TakeCallbacksAsync();
        var id = await bed.ImagineAsync("mute");
        Assert.Equal(id, (string)(await bed.UntilAsync(id, "SUCCESS"))["id"]!);
        Assert.Equal((UsageStatus.Succeeded, Credit.FromUsd(0.1m)), (await bed.Relay.RecordsAsync())[^1] is var record ? (record.Status, record.Charged) : default);
        Assert.Equal(Credit.FromUsd(9.9m), (await bed.Relay.BalanceAsync()).Available);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Window_WhoseAnswerIsNotAnswered_CostsNothingAndStaysOpen()
    {
        await using var bed = await DrawingBed.StartAsync(10, "--Drawing:AnswerSeconds=1");
        var origin = await bed.ImagineAsync(Kite);
        await bed.UntilAsync(origin, "SUCCESS");
        var (_, opened) = await bed.PostAsync(
            "/mj/submit/action", $$"""{"taskId":"{{origin}}","customId":"MJ::Inpaint::1::3dbbd469-36af-4a0f-8f02-df6c579e7011::SOLO","chooseSameChannel":true}""");
        var id = (string)opened["result"]!;
        var modal = $$"""{"taskId":"{{id}}","prompt":"a mute kite","maskBase64":"{{FakeMidjourney.Png}}"}""";
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await bed.PostAsync("/mj/submit/modal", modal)).Status);
        Assert.Equal((UsageStatus.GivenBack, 0L), (await bed.Relay.RecordsAsync())[^1] is var lost ? (lost.Status, lost.Charged) : default);
        Assert.Equal("MODAL", (string)(await bed.FetchAsync(id))["status"]!);
        // It had gone on there, which refuses another answer.
        Assert.NotEqual(1, (int)(await bed.PostAsync("/mj/submit/modal", modal)).Body["code"]!);
        Assert.Equal(2, bed.Upstream.Requests.Count(request => request.Path.EndsWith("/modal", StringComparison.Ordinal)));
        Assert.Equal(Credit.FromUsd(9.9m), (await bed.Relay.BalanceAsync()).Available);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Hook_OfAClient_HearsOfTheEnd()
    {
        await using var listener = await FakeUpstream.StartAsync(Replies.Json("{}"));
        var id = await _bed.SubmitAsync("/mj/submit/imagine", $$"""{"prompt":"{{Kite}}","notifyHook":"{{listener.Address}}/hook"}""");
        for (var i = 0; i < 200 && !listener.Requests.Any(request => request.Body.Contains("SUCCESS", StringComparison.Ordinal)); i++)
        {
            await Task.Delay(50);
        }

        Assert.All(listener.Requests, request => Assert.Equal(id, (string)JsonNode.Parse(request.Body)!["id"]!));
        Assert.Contains(listener.Requests, request => (string)JsonNode.Parse(request.Body)!["status"]! == "SUCCESS");
        Assert.DoesNotContain("notifyHook", _bed.Upstream.Requests.First().Body, StringComparison.Ordinal);
        await _bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Hook_OfAResellersCustomer_NamesTheHostOnWhichTheyCameIn()
    {
        var settings = _bed.Relay.Services.GetRequiredService<OperatorSettings>();
        await settings.SaveAsync(new SiteSettings("Site", "https://site.example.com"));
        await settings.SaveAsync(new AddressSettings([new RelayAddress("https://site.example.com", AddressKind.Main), new RelayAddress("https://keys.example.com", AddressKind.Reseller)]));
        await using var listener = await FakeUpstream.StartAsync(Replies.Json("{}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mj/submit/imagine")
        {
            Content = RelayBed.Body($$"""{"prompt":"{{Kite}}","notifyHook":"{{listener.Address}}/hook"}"""),
            Headers = { Host = "keys.example.com" },
        };
        using var response = await _bed.Relay.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        for (var i = 0; i < 200 && !listener.Requests.Any(told => told.Body.Contains("SUCCESS", StringComparison.Ordinal)); i++)
        {
            await Task.Delay(50);
        }

        Assert.Contains(listener.Requests, told => told.Body.Contains("http://keys.example.com/mj/image/", StringComparison.Ordinal));
        Assert.DoesNotContain(listener.Requests, told => told.Body.Contains("site.example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Content_OfADrawing_IsNeitherStoredNorLogged()
    {
        const string Canary = "qzvkwcanaryphrase";
        foreach (var prompt in (string[])[Canary, Canary + " fails", Canary + " banned"])
        {
            var (_, body) = await _bed.PostAsync("/mj/submit/imagine", $$"""{"prompt":"{{prompt}}","state":"{{Canary}}","notifyHook":"http://127.0.0.1:9/{{Canary}}"}""");
            if ((string?)body["result"] is { } id)
            {
                await _bed.UntilAsync(id, prompt.Contains("fails", StringComparison.Ordinal) ? "FAILURE" : "SUCCESS");
            }
        }

        await _bed.Relay.AssertNoTraceAsync(Canary, FakeMidjourney.Secret);
    }
}
