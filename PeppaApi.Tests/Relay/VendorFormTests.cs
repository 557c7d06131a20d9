using System.Net;
using System.Text.Json.Nodes;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>Embeddings and pictures of vendors with forms of their own, by OpenAI's addresses and at the prices that are shipped.</summary>
public sealed class VendorFormTests : IAsyncLifetime
{
    private readonly DashScopeDouble _dashScope = new();
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await RelayBed.StartAsync();
        await _bed.AddVendorAsync("dashscope", _dashScope.AnswerAsync, DashScopeDouble.Key, "text-embedding-v1", "wanx-v1");
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData("Embedding-V1", 277.778)]
    [InlineData("hunyuan-embedding", 97.222)]
    [InlineData("text-embedding-v1", 97.222)]
    public async Task Embeddings_AsNumbersOrBytes_AreAnsweredAndCharged(string model, double nanosPerToken)
    {
        await _bed.AddVendorAsync("ernie", new ErnieDouble().AnswerAsync, ErnieDouble.Key, "Embedding-V1");
        await _bed.AddVendorAsync("hunyuan-cloud", new HunyuanDouble().AnswerAsync, HunyuanDouble.Key, "hunyuan-embedding");
        var numbers = await PostAsync("/v1/embeddings", $$"""{"model":"{{model}}","input":["one","two"]}""");
        Assert.Equal("[0.25,2]", numbers["data"]![1]!["embedding"]!.ToJsonString());
        Assert.Equal((1, 4, model), ((int)numbers["data"]![1]!["index"]!, (int)numbers["usage"]!["prompt_tokens"]!, (string)numbers["model"]!));
        var bytes = await PostAsync("/v1/embeddings", $$"""{"model":"{{model}}","input":["one","two"],"encoding_format":"base64"}""");
        var vector = Convert.FromBase64String((string)bytes["data"]![0]!["embedding"]!);
        Assert.Equal((0.5f, -1f), (BitConverter.ToSingle(vector), BitConverter.ToSingle(vector, 4)));
        Assert.All(await _bed.RecordsAsync(), record => Assert.Equal(
            (4L, (long)Math.Ceiling(4 * nanosPerToken), UsageBasis.Reported, "embeddings"), (record.InputTokens, record.Charged, record.Basis, record.Operation)));
    }

    [Fact]
    public async Task Embeddings_OfTokens_AreRefusedByName()
    {
        using var response = await _bed.Client.PostAsync("/v1/embeddings", RelayBed.Body("""{"model":"text-embedding-v1","input":[1,2]}"""));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"param\":\"input\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_MadeAsATask_IsFollowedAndChargedOnce()
    {
        var reply = await PostAsync("/v1/images/generations", """{"model":"wanx-v1","prompt":"a kite","n":2,"size":"1024x1024"}""");
        Assert.Equal("https://img.example.test/fx.png", (string)Assert.Single(reply["data"]!.AsArray())!["url"]!);
        var record = Assert.Single(await _bed.RecordsAsync());
        // Held for both, charged for the one that came.
        Assert.Equal((1L, 22_222_000L, 44_444_000L, UsageStatus.Succeeded, 1), (record.Images, record.Charged, record.Held, record.Status, _dashScope.Tasks));
    }

    [Theory]
    [InlineData("FAILED", "DataInspectionFailed", HttpStatusCode.BadRequest)]
    [InlineData("FAILED", "InternalError.Algo", HttpStatusCode.BadGateway)]
    [InlineData("CANCELED", "", HttpStatusCode.BadGateway)]
    public async Task Picture_WhoseTaskFails_IsFree(string state, string code, HttpStatusCode status)
    {
        _dashScope.TaskSays = [$$$"""{"output":{"task_id":"t","task_status":"{{{state}}}","code":"{{{code}}}","message":"no"},"request_id":"r"}"""];
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body("""{"model":"wanx-v1","prompt":"a kite"}"""));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(0, Assert.Single(await _bed.RecordsAsync()).Charged);
    }

    [Fact]
    public async Task Picture_InBase64_IsRefusedByName()
    {
        using var response = await _bed.Client.PostAsync("/v1/images/generations", RelayBed.Body("""{"model":"wanx-v1","prompt":"a kite","response_format":"b64_json"}"""));
        Assert.Equal((HttpStatusCode.BadRequest, 0), (response.StatusCode, _dashScope.Tasks));
    }

    [Fact]
    public async Task Zhipu_EmbeddingsAndPictures_PassAsTheyAreAndAreChargedAtTheShippedPrices()
    {
        await _bed.AddVendorAsync("zhipu", context => (context.Request.Path == "/v1/embeddings"
            ? Replies.Json("""{"model":"embedding-2","data":[{"embedding":[0.5],"index":0,"object":"embedding"}],"object":"list","usage":{"completion_tokens":0,"prompt_tokens":4,"total_tokens":4}}""")
            : Replies.Json("""{"created":1704164900,"data":[{"url":"https://img.example.test/z.png"}]}"""))(context), "some.key", "embedding-2", "cogview-3");
        await PostAsync("/v1/embeddings", """{"model":"embedding-2","input":"one"}""");
        await PostAsync("/v1/images/generations", """{"model":"cogview-3","prompt":"a kite"}""");
        var prices = PriceBookSeeder.Read().Models.ToDictionary(row => row.Model);
        var records = await _bed.RecordsAsync();
        Assert.Equal((4L, (long)Math.Ceiling(prices["embedding-2"].InputPerMillion!.Value * 4_000)), (records[0].InputTokens, records[0].Charged));
        Assert.Equal((1L, 13_889_000L), (records[1].Images, records[1].Charged));
    }

    [Theory]
    [InlineData("gpt-3.5-turbo", "gpt-4", "gpt-4-32k", "dall-e-3", "claude-2", "claude-instant-1")]
    [InlineData("ERNIE-Bot", "ERNIE-Bot-turbo", "ERNIE-Bot-4", "chatglm_pro", "chatglm_turbo", "chatglm_std", "chatglm_lite")]
    [InlineData("SparkDesk", "360GPT_S2_V9", "hunyuan", "qwen-turbo", "qwen-plus", "qwen-max")]
    public void Names_ThatCustomersKnow_HaveAPriceFromTheBeginning(params string[] names)
    {
        var prices = PriceBookSeeder.Read().Models.Select(row => row.Model).ToHashSet();
        Assert.All(names, name => Assert.Contains(name, prices));
    }

    private async Task<JsonNode> PostAsync(string path, string body)
    {
        using var response = await _bed.Client.PostAsync(path, RelayBed.Body(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
