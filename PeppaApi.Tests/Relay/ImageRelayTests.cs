using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class ImageRelayTests : IAsyncLifetime
{
    private const string Kite = """{"created":1704164650,"data":[{"url":"https://files.example.test/img-fx.png","revised_prompt":"A red kite flying over a green field"}]}""";
    private const string Edited = """{"created":1704164675,"data":[{"b64_json":"iVBORw0KGgo="}],"background":"opaque","output_format":"png","size":"1024x1024","quality":"low","usage":{"total_tokens":595,"input_tokens":323,"output_tokens":272,"input_tokens_details":{"text_tokens":0,"image_tokens":323}}}""";
    private const string Partial = "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"iVBORw0KGgo=\",\"created_at\":1704164670,\"size\":\"1024x1024\",\"quality\":\"low\",\"background\":\"opaque\",\"output_format\":\"png\",\"partial_image_index\":0}\n\n";
    private const string Completed = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"iVBORw0KGgo=\",\"created_at\":1704164672,\"size\":\"1024x1024\",\"quality\":\"low\",\"background\":\"opaque\",\"output_format\":\"png\",\"usage\":{\"total_tokens\":290,\"input_tokens\":18,\"output_tokens\":272,\"input_tokens_details\":{\"text_tokens\":18,\"image_tokens\":0}}}\n\n";
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData(""","size":"1024x1024","quality":"standard" """, 0.04, "1024x1024")]
    [InlineData(""","size":"1024x1792","quality":"hd" """, 0.12, "1024x1792/hd")]
    [InlineData("", 0.04, "1024x1024")]
    public async Task Generation_OfAVariant_IsChargedByItsPrice(string extra, double usd, string variant)
    {
        var upstream = await AddAsync("dall-e-3", Replies.Json(Kite));
        var body = $$"""{"model":"dall-e-3","prompt":"a red kite","x_new":[1]{{extra}}}""";
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body(body));
        Assert.Equal(Kite, await response.Content.ReadAsStringAsync());
        Assert.Equal(("/v1/images/generations", body), (upstream.Requests.Single().Path, upstream.Requests.Single().Body));
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal(("images/generations", 1L, variant, Usd(usd), Usd(usd)), (record.Operation, record.Images, record.Variant, record.Cost, record.Held));
        Assert.Equal((UsageBasis.Reported, UsageStatus.Succeeded, 0L), (record.Basis, record.Status, record.Overrun));
    }

    [Fact]
    public async Task Generation_FewerThanAsked_IsHeldForAllAndChargedForTheDelivered()
    {
        await AddAsync("dall-e-2", Replies.Json("""{"created":1,"data":[{"url":"https://a.test/1"},{"url":"https://a.test/2"},{"revised_prompt":"none"}]}"""));
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body("""{"model":"dall-e-2","prompt":"kites","n":4,"size":"256x256"}"""));
        Assert.Equal(200, (int)response.StatusCode);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((2L, Usd(0.032), Usd(0.064)), (record.Images, record.Cost, record.Held));
        Assert.Equal(record.Cost, CostCalculator.Cost(_bed.Services.GetRequiredService<PriceBook>().Find("dall-e-2")!, record.MultiplierParts, record.Usage(), record.Variant));
    }

    [Fact]
    public async Task Generation_WithoutModel_IsTheDocumentedOneAndToldUpstream()
    {
        var upstream = await AddAsync("dall-e-2", Replies.Json(Kite));
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body("""{"prompt":"a red kite"}"""));
        Assert.Equal("""{"model":"dall-e-2","prompt":"a red kite"}""", upstream.Requests.Single().Body);
        Assert.Equal(("dall-e-2", Usd(0.02)), (Assert.Single(await _bed.RecordsAsync()).Model, (await _bed.RecordsAsync())[0].Cost));
    }

    [Fact]
    public async Task Generation_SizeLeftOpen_IsHeldForTheDearestAndChargedAsTheReplySays()
    {
        await AddAsync("gpt-image-1", Replies.Json(Edited));
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body("""{"model":"gpt-image-1","prompt":"a red kite","size":"auto"}"""));
        var record = Assert.Single(await _bed.RecordsAsync());
        // 323 tokens of pictures at $10 a million, and one picture of the lowest quality.
        Assert.Equal(("1024x1024/low", Usd(0.011) + (323 * 10_000)), (record.Variant, record.Cost));
        Assert.Equal((323L, 272L, 1L), (record.ImageInputTokens, record.ImageOutputTokens, record.Images));
        Assert.True(record.Held >= Usd(0.25));
    }

    [Fact]
    public async Task Generation_Streamed_PassesEventsAndIsChargedByTheLast()
    {
        await AddAsync("gpt-image-1", Replies.Stream(Partial, Completed));
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body("""{"model":"gpt-image-1","prompt":"kite","size":"1024x1024","quality":"low","stream":true,"partial_images":1}"""));
        Assert.Equal(Partial + Completed, await response.Content.ReadAsStringAsync());
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((1L, 18L, 272L, Usd(0.011) + (18 * 5_000), UsageStatus.Succeeded), (record.Images, record.InputTokens, record.ImageOutputTokens, record.Cost, record.Status));
    }

    [Fact]
    public async Task Generation_StreamBrokenOffBeforeThePicture_CostsNothing()
    {
        await AddAsync("gpt-image-1", Replies.StreamThenCut(Partial));
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body("""{"model":"gpt-image-1","prompt":"kite","stream":true,"partial_images":1}"""));
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((0L, UsageStatus.Interrupted), (record.Cost, record.Status));
    }

    [Fact]
    public async Task Edit_FormWithMappedModel_PassesAllButTheModel()
    {
        var upstream = await FakeUpstream.StartAsync(Replies.Json(Edited));
        await _bed.Services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            "mapped", "openai", upstream.Address, ["k"], ["gpt-image-1"], new Dictionary<string, string> { ["gpt-image-1"] = "my-pictures" }, null, 0, 1, true, 1, ClientGonePolicy.Drain));
        using var form = Forms.Of(("model", "gpt-image-1"), ("prompt", "add a kite"), ("size", "1024x1024"), ("quality", "low")).With("image[]", "first picture"u8.ToArray()).With("image[]", "second"u8.ToArray());
        var sent = await form.ReadAsStringAsync();
        using var response = await _bed.Client.PostAsync("/v1/images/edits", form);
        Assert.Equal(Edited, await response.Content.ReadAsStringAsync());
        Assert.Equal(sent.Replace("gpt-image-1", "my-pictures", StringComparison.Ordinal), upstream.Requests.Single().Body);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal(("images/edits", "1024x1024/low", 323L), (record.Operation, record.Variant, record.ImageInputTokens));
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task Variation_WithoutModel_GetsAPartForIt()
    {
        var upstream = await AddAsync("dall-e-2", Replies.Json(Kite));
        using var form = Forms.Of(("n", "1"), ("size", "512x512")).With("image", "picture"u8.ToArray());
        var sent = await form.ReadAsStringAsync();
        using var response = await _bed.Client.PostAsync("/v1/images/variations", form);
        Assert.Equal("--fxB\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ndall-e-2\r\n" + sent, upstream.Requests.Single().Body);
        Assert.Equal(("images/variations", Usd(0.018)), (Assert.Single(await _bed.RecordsAsync()).Operation, (await _bed.RecordsAsync())[0].Cost));
    }

    [Fact]
    public async Task Generation_CreditForFewer_IsRefusedAndNothingIsSent()
    {
        var upstream = await AddAsync("dall-e-3", Replies.Json(Kite));
        using var poor = _bed.CreateClient((await _bed.CreateTokenAsync(limit: 0.05m)).Key);
        using var response = await poor.PostAsync("/v1/images/generations", RelayBed.Body("""{"model":"dall-e-3","prompt":"kites","n":2}"""));
        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal("insufficient_user_quota", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"]!.GetValue<string>());
        Assert.Empty(upstream.Requests);
    }

    private static long Usd(double usd) => (long)Math.Round(usd * 1_000_000_000);

    private Task<FakeUpstream> AddAsync(string model, Microsoft.AspNetCore.Http.RequestDelegate script) => _bed.AddChannelAsync(script, models: [model]);
}
