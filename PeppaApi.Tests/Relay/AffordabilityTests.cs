using System.Net;
using System.Text.Json;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>Little credit: the answer gets shorter before the request is refused, and never costs more than there is.</summary>
public sealed class AffordabilityTests
{
    private const string Model = "gpt-4o";

    [Fact]
    public async Task Limit_LoweredToWhatIsAffordable()
    {
        // $1 per million: a nano-dollar is a thousandth of a token; 300 tokens' worth of credit in all.
        await using var bed = await RelayBed.StartAsync(credit: 0.0003m, upstreams: Replies.Chat());
        await bed.SetPriceAsync(Model, 1, 1);
        using var response = await bed.ChatAsync(",\"max_tokens\":5000", model: Model);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var sent = JsonDocument.Parse(bed.Upstream.Requests.Single().Body);
        Assert.InRange(sent.RootElement.GetProperty("max_tokens").GetInt32(), 16, 299);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Input_BoundDoesNotFitButItsCountDoes_GetsThrough()
    {
        // 1,000 letters are bounded by 1,000 tokens but are few; credit for 200.
        await using var bed = await RelayBed.StartAsync(credit: 0.0004m, upstreams: Replies.Chat());
        await bed.SetPriceAsync(Model, 1, 1);
        var text = string.Concat(Enumerable.Repeat("hello ", 250));
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync(content: text, model: Model)).StatusCode);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Input_NotAffordable_Is403()
    {
        await using var bed = await RelayBed.StartAsync(credit: 0.00001m, upstreams: Replies.Chat());
        await bed.SetPriceAsync(Model, 1, 1);
        Assert.Equal(HttpStatusCode.Forbidden, (await bed.ChatAsync(model: Model)).StatusCode);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_ReachesItsHold_IsExtendedAsLongAsThereIsCredit()
    {
        string[] flood = [.. Enumerable.Range(0, 60).Select(_ => Replies.Chunk("""{"content":"one two three four five six seven eight nine ten "}"""))];
        await using var bed = await RelayBed.StartAsync(credit: 1, upstreams: Replies.Stream([.. flood, Replies.Chunk("{}", "\"stop\""), Replies.Done]));
        await bed.SetPriceAsync(Model, 1, 1, maxOutput: 20);
        using var response = await bed.ChatAsync(",\"stream\":true", model: Model);
        Assert.EndsWith(Replies.Done, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal((UsageStatus.Succeeded, 0L), (record.Status, record.Overrun));
        Assert.InRange(record.OutputTokens, 590, 620);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_CreditUsedUp_EndsWithLength()
    {
        string[] flood = [.. Enumerable.Range(0, 400).Select(_ => Replies.Chunk("""{"content":"one two three four five six seven eight nine ten "}"""))];
        await using var bed = await RelayBed.StartAsync(credit: 0.001m, upstreams: Replies.Stream(TimeSpan.FromMilliseconds(1), [.. flood, Replies.Done]));
        await bed.SetPriceAsync(Model, 1, 1, maxOutput: 20);
        using var response = await bed.ChatAsync(",\"stream\":true", model: Model);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"finish_reason\":\"length\"", body, StringComparison.Ordinal);
        Assert.EndsWith(Replies.Done, body, StringComparison.Ordinal);
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal((UsageStatus.CutOff, Credit.FromUsd(0.001m)), (record.Status, record.Charged));
        Assert.InRange(record.Overrun, 0, 50_000);
        Assert.Equal(0, (await bed.BalanceAsync()).Available);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Upstream_DeliversMoreThanTheLimit_IsOverrunNotDebt()
    {
        await using var bed = await RelayBed.StartAsync(credit: 0.0002m, upstreams: Replies.Chat("x", """{"prompt_tokens":9,"completion_tokens":900}"""));
        await bed.SetPriceAsync(Model, 1, 1);
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync(model: Model)).StatusCode);
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal((909_000, 200_000, 709_000), (record.Cost, record.Charged, record.Overrun));
        Assert.Equal(0, (await bed.BalanceAsync()).Available);
        await bed.AssertSoundAsync();
    }
}
