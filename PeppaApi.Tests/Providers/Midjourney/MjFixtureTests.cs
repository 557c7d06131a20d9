using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Drawing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.Midjourney;

/// <summary>What a midjourney-proxy's wire carried, word by word, through the real relay.</summary>
public sealed class MjFixtureTests : IAsyncLifetime
{
    private const string Folder = "Midjourney";
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private DrawingBed _bed = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await DrawingBed.StartAsync();
        _bed.Upstream.Script = AnswerAsync;
    }

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Wire_OfEachFixture_IsToldAsItIsAndCharged()
    {
        var id = await ImagineAsync();
        await WindowAsync(id);
        await RefusedAsync();
        await QueuedAsync();
        await SmallAnswersAsync(id);
        await _bed.AssertSoundAsync();
    }

    /// <summary>Four answers to the end; those who ask often see each of them.</summary>
    private async Task<string> ImagineAsync()
    {
        var id = await _bed.SubmitAsync("/mj/submit/imagine", Text("imagine.request.json"));
        var sent = JsonNode.Parse(_bed.Upstream.Requests.First(request => request.Path == "/mj/submit/imagine").Body)!;
        Assert.Equal(("a red kite --ar 1:1", "order-7", null), ((string)sent["prompt"]!, (string)sent["state"]!, sent["notifyHook"]));
        var task = await _bed.UntilAsync(id, "SUCCESS");
        Assert.Equal(("a red kite --ar 1:1", "order-7", "100%"), ((string)task["properties"]!["finalPrompt"]!, (string)task["state"]!, (string)task["progress"]!));
        Assert.True(JsonNode.DeepEquals(Fixture.Json(Folder, "imagine-4.task.json")["buttons"], task["buttons"]));
        Assert.StartsWith($"{_bed.Relay.Address}/mj/image/{id}", (string)task["imageUrl"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("1190000000000000002", task.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((UsageStatus.Succeeded, Credit.FromUsd(0.1m)), await LastAsync());
        return id;
    }

    private async Task WindowAsync(string id)
    {
        var (_, opened) = await _bed.PostAsync("/mj/submit/action", Text("action.request.json").Replace("1704164700123458", id, StringComparison.Ordinal));
        Assert.Equal((21, "Waiting for window confirm", true), ((int)opened["code"]!, (string)opened["description"]!, (bool)opened["properties"]!["remix"]!));
        Assert.Equal((UsageStatus.Succeeded, 0L), await LastAsync());
        var window = await _bed.SubmitAsync("/mj/submit/modal", Text("modal.request.json").Replace("1704164710123459", (string)opened["result"]!, StringComparison.Ordinal));
        Assert.Equal((string)opened["result"]!, window);
        await _bed.UntilAsync(window, "SUCCESS");
        Assert.Equal((UsageStatus.Succeeded, Credit.FromUsd(0.1m)), await LastAsync());
    }

    private async Task RefusedAsync()
    {
        foreach (var name in (string[])["full.reply.json", "banned.reply.json", "missing.reply.json", "invalid.reply.json"])
        {
            var (status, body) = await _bed.PostAsync("/mj/submit/imagine", $$"""{"prompt":"{{name}}"}""");
            var said = Fixture.Json(Folder, name);
            Assert.Equal((HttpStatusCode.OK, (int)said["code"]!, (string)said["description"]!, (string?)null), (status, (int)body["code"]!, (string)body["description"]!, (string?)body["result"]));
            Assert.Equal((UsageStatus.GivenBack, 0L), await LastAsync());
        }
    }

    private async Task QueuedAsync()
    {
        var (_, body) = await _bed.PostAsync("/mj/submit/imagine", """{"prompt":"queued.reply.json"}""");
        Assert.Equal((22, 1), ((int)body["code"]!, (int)body["properties"]!["numberOfQueues"]!));
        var task = await _bed.UntilAsync((string)body["result"]!, "FAILURE");
        Assert.Equal(("[Invalid parameter] Unrecognized parameter(s): --bad", ""), ((string)task["failReason"]!, (string)task["progress"]!));
        Assert.Equal((UsageStatus.GivenBack, 0L), await LastAsync());
    }

    private async Task SmallAnswersAsync(string id)
    {
        var (_, links) = await _bed.PostAsync("/mj/submit/upload-discord-images", $$"""{"base64Array":["{{FakeMidjourney.Png}}"]}""");
        Assert.True(JsonNode.DeepEquals(Fixture.Json(Folder, "upload.reply.json")["result"], links["result"]));
        var seed = JsonNode.Parse(await _bed.Relay.Client.GetStringAsync($"/mj/task/{id}/image-seed"))!;
        Assert.Equal("3264547781", (string)seed["result"]!);
        using var unknown = await _bed.Relay.Client.GetAsync("/mj/task/77/fetch");
        var (told, said) = (JsonNode.Parse(await unknown.Content.ReadAsStringAsync())!, Fixture.Json(Folder, "unknown.error.json"));
        Assert.Equal((HttpStatusCode.BadRequest, (int)said["code"]!, ((string)said["description"]!).Trim(), (string)said["type"]!), (unknown.StatusCode, (int)told["code"]!, (string)told["description"]!, (string)told["type"]!));
    }

    private async Task<(UsageStatus Status, long Charged)> LastAsync() => (await _bed.Relay.RecordsAsync())[^1] is var record ? (record.Status, record.Charged) : default;

    private Task AnswerAsync(HttpContext context)
    {
        var body = JsonNode.Parse(context.Items["body"] is string { Length: > 0 } text ? text : "{}")!;
        return Replies.Json(context.Request.Path.Value switch
        {
            "/mj/task/list-by-condition" => $"[{string.Join(',', body["ids"]!.AsArray().Select(id => Tell((string)id!)))}]",
            "/mj/submit/action" => Text("window.reply.json"),
            "/mj/submit/modal" => Text("modal.reply.json"),
            "/mj/submit/upload-discord-images" => Text("upload.reply.json"),
            "/mj/submit/imagine" => Text((string)body["prompt"]! is var prompt && prompt.EndsWith(".json", StringComparison.Ordinal) ? prompt : "imagine.reply.json"),
            _ => Text("seed.reply.json"),
        })(context);
    }

    /// <summary>A step further with each question; what was queued fails.</summary>
    private string Tell(string id)
    {
        string[] steps = ["imagine-1.task.json", "imagine-2.task.json", "imagine-3.task.json", "imagine-4.task.json"];
        var step = Math.Min(_asked.AddOrUpdate(id, 0, (_, count) => count + 1), steps.Length - 1);
        return id == "1704164646123457" ? Text("failed.task.json").Replace("1704164720123460", id, StringComparison.Ordinal)
            : Text(steps[step]).Replace("1704164645123456", id, StringComparison.Ordinal);
    }

    private static string Text(string name) => System.Text.Encoding.UTF8.GetString(Fixture.Bytes(Folder, name));
}
