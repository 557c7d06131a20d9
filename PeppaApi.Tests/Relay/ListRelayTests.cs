using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>Moderation and ranking.</summary>
public sealed class ListRelayTests : IAsyncLifetime
{
    private const string Judged = """{"id":"modr-fx1","model":"omni-moderation-latest","results":[{"flagged":false,"categories":{"harassment":false},"category_scores":{"harassment":0.0001}}]}""";
    private const string Jina = """{"model":"jina-reranker-v2","usage":{"total_tokens":15,"prompt_tokens":15},"results":[{"index":1,"document":{"text":"Berlin"},"relevance_score":0.9},{"index":0,"relevance_score":0.1}]}""";
    private const string Cohere = """{"id":"r1","results":[{"index":1,"relevance_score":0.9}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":2},"tokens":{"input_tokens":80}}}""";
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Moderation_WithoutModel_IsTheDocumentedOne()
    {
        var upstream = await _bed.AddChannelAsync(Replies.Json(Judged), models: ["omni-moderation-latest"]);
        using var response = await _bed.Client.PostAsync("/v1/moderations", RelayBed.Body("""{"input":["Hello","there"]}"""));
        Assert.Equal(Judged, await response.Content.ReadAsStringAsync());
        Assert.Equal("""{"model":"omni-moderation-latest","input":["Hello","there"]}""", upstream.Requests.Single().Body);
        var record = Assert.Single(await _bed.RecordsAsync());
        // Two tokens at $0.20 a million.
        Assert.Equal(("moderations", 2 * 200L, UsageStatus.Succeeded), (record.Operation, record.Cost, record.Status));
    }

    [Fact]
    public async Task Moderation_Priced_IsChargedByItsTokens()
    {
        await _bed.AddChannelAsync(Replies.Json(Judged), models: ["text-moderation-latest"]);
        using var response = await _bed.Client.PostAsync("/v1/moderations", RelayBed.Body("""{"model":"text-moderation-latest","input":[{"type":"text","text":"Hello there"}]}"""));
        var record = Assert.Single(await _bed.RecordsAsync());
        // "text", "Hello there": three tokens at $0.20 a million.
        Assert.Equal((3L, 3 * 200L, UsageBasis.Counted), (record.InputTokens, record.Cost, record.Basis));
    }

    [Theory]
    [InlineData(Cohere, 2, 80)]
    [InlineData("""{"results":[]}""", 1, 3)]
    public async Task Rerank_BySearchUnits_IsChargedAsToldElseByDocuments(string reply, int units, int tokens)
    {
        await _bed.AddChannelAsync(Replies.Json(reply), models: ["rerank-v3.5"]);
        using var response = await _bed.Client.PostAsync("/v1/rerank", RelayBed.Body("""{"model":"rerank-v3.5","query":"capital","documents":["Paris","Berlin"],"top_n":1}"""));
        Assert.Equal(reply, await response.Content.ReadAsStringAsync());
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal(("rerank", units, units * 2_000_000L), (record.Operation, record.Units, record.Cost));
        Assert.InRange(record.InputTokens, tokens, tokens + 3);
    }

    [Fact]
    public async Task Rerank_ByTokens_IsChargedAsTold()
    {
        await _bed.AddChannelAsync(Replies.Json(Jina), models: ["gte-rerank"]);
        using var response = await _bed.Client.PostAsync("/v1/rerank", RelayBed.Body("""{"model":"gte-rerank","query":"capital","documents":[{"text":"Paris"},{"text":"Berlin"}]}"""));
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((15L, 1L, UsageBasis.Reported), (record.InputTokens, record.Units, record.Basis));
        Assert.Equal(((15 * 111_111L) + 999) / 1_000, record.Cost);
    }
}
