using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Providers.Spark;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>The wires of vendors with protocols of their own, replayed whole, cut at every byte and at random borders; their signatures against known ones.</summary>
public sealed class SignedVendorFixtureTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.Parse("2024-01-02T03:04:05Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("Ernie", "ernie", "Hello there.", 3, 3)]
    [InlineData("ChatGlm", "chatglm", "Hello world!\nBye", 4, 6)]
    public async Task Stream_HoweverCut_IsTheSame(string folder, string provider, string text, long input, long output)
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes(folder, "hello.sse"), provider, Doors.OpenAI);
        Assert.Equal(new UsageReport { UncachedInput = input, OutputText = output }, replayed.Usage);
        Assert.Equal((true, text.Length), (replayed.Finished, (int)replayed.OutputBytes));
        Assert.EndsWith("data: [DONE]\n\n", replayed.Client, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"stop\"", replayed.Client, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_AsEvents_AreTheSameHoweverCut()
    {
        var stream = Encoding.UTF8.GetBytes(string.Concat(SparkDouble.Read("hello.frames").Select(frame => $"data: {frame}\n\n")));
        var replayed = await StreamReplay.AnyhowAsync(stream, "spark", Doors.OpenAI);
        Assert.Equal(new UsageReport { UncachedInput = 8, OutputText = 3 }, replayed.Usage);
        Assert.Equal((true, "Hello!".Length), (replayed.Finished, (int)replayed.OutputBytes));
    }

    [Fact]
    public async Task SparkCall_HoweverCut_IsAFunctionCallOfOpenAI()
    {
        var stream = Encoding.UTF8.GetBytes(string.Concat(SparkDouble.Read("call.frames").Select(frame => $"data: {frame}\n\n")));
        var replayed = await StreamReplay.AnyhowAsync(stream, "spark", Doors.OpenAI);
        Assert.Equal(new UsageReport { UncachedInput = 4 }, replayed.Usage);
        Assert.Contains("\"name\":\"get_weather\"", replayed.Client, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", replayed.Client, StringComparison.Ordinal);
    }

    [Fact]
    public void SparkCall_OfOpenAI_IsTheFixture()
    {
        var request = OpenAIChatReader.Read("""
            {"model":"SparkDesk-v4.0","temperature":0.5,"messages":[{"role":"user","content":"Weather in Oslo?"}],"tools":[{"type":"function","function":
            {"name":"get_weather","description":"Weather by city","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}
            """u8.ToArray());
        var written = SparkChatWriter.WithApplication(SparkChatWriter.Write(request, SparkVersion.Of("SparkDesk-v4.0")), "fxapp001");
        Fixture.AssertSays(Fixture.Json("Spark", "call.request.json"), JsonNode.Parse(written));
    }

    [Fact]
    public void ChatGlm_Token_IsTheKnownOne()
    {
        using var message = Authorized("chatglm", "chatglm_turbo", "9f2ab7c4d1e84e60.Vb3kT9qLmX2sYw7R");
        Assert.Equal("https://open.bigmodel.cn/api/paas/v3/model-api/chatglm_turbo/sse-invoke", message.RequestUri!.AbsoluteUri);
        Assert.Equal(
            "eyJhbGciOiJIUzI1NiIsInNpZ25fdHlwZSI6IlNJR04ifQ.eyJhcGlfa2V5IjoiOWYyYWI3YzRkMWU4NGU2MCIsImV4cCI6MTcwNDE2NDg1NTAwMCwidGltZXN0YW1wIjoxNzA0MTY0NjQ1MDAwfQ.OLCykbdgmbiHAUJTTFG8TU3xKxDX3OpT-x64gnwPylg",
            Assert.Single(message.Headers.GetValues("Authorization")));
    }

    [Fact]
    public void Spark_Address_IsTheKnownOne()
    {
        using var message = Authorized("spark", "SparkDesk-v3.5", "fxapp001|bXlzZWNyZXRteXNlY3JldDEyMzQ1Ng|c0ffee00c0ffee00c0ffee00c0ffee00");
        Assert.Equal(
            "wss://spark-api.xf-yun.com/v3.5/chat?authorization=YXBpX2tleT0iYzBmZmVlMDBjMGZmZWUwMGMwZmZlZTAwYzBmZmVlMDAiLCBhbGdvcml0aG09ImhtYWMtc2hhMjU2IiwgaGVhZGVycz0iaG9zdCBkYXRlIHJlcXVlc3QtbGluZSIsIHNpZ25hdHVyZT0iMTNRenFxbGVoem1hZk40NFo1MVRJNzVxbGlienV3RUxha3FCdzhXTEdTUT0i&date=Tue%2C%2002%20Jan%202024%2003%3A04%3A05%20GMT&host=spark-api.xf-yun.com",
            message.RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData("ERNIE-Bot", "completions")]
    [InlineData("ERNIE-Bot-turbo", "eb-instant")]
    [InlineData("ERNIE-Bot-4", "completions_pro")]
    [InlineData("ERNIE-4.0-Turbo-8K", "ernie-4.0-turbo-8k")]
    [InlineData("ERNIE-Speed-128K", "ernie-speed-128k")]
    public void Ernie_Model_IsAtItsPath(string model, string path)
    {
        var provider = ProviderCatalog.Find("ernie")!;
        var address = provider.Dialect.Address(new UpstreamTarget(provider, new Uri(provider.BaseUrl), model), Operation.Chat, stream: false);
        Assert.Equal("https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/" + path, address.AbsoluteUri);
    }

    private static HttpRequestMessage Authorized(string name, string model, string key)
    {
        var provider = ProviderCatalog.Find(name)!;
        var target = new UpstreamTarget(provider, new Uri(provider.BaseUrl), model);
        var message = new HttpRequestMessage(HttpMethod.Post, provider.Dialect.Address(target, Operation.Chat, stream: true));
        provider.Dialect.Authorize(message, target, new UpstreamAccess(key, null, At));
        return message;
    }
}
