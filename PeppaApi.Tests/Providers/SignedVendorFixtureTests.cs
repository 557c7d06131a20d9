using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Hunyuan.Hyllm;
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
    [InlineData("Hunyuan", "cloud.sse", "hunyuan-cloud", "Hello!", 1, 2)]
    [InlineData("Hunyuan", "hyllm.sse", "hunyuan-hyllm", "Hello!", 1, 2)]
    [InlineData("DashScope", "hello.sse", "dashscope", "Hello", 9, 2)]
    public async Task StreamOfChoices_HoweverCut_IsTheSame(string folder, string name, string provider, string text, long input, long output)
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes(folder, name), provider, Doors.OpenAI);
        Assert.Equal(new UsageReport { UncachedInput = input, OutputText = output }, replayed.Usage);
        Assert.Equal((true, text.Length), (replayed.Finished, (int)replayed.OutputBytes));
        Assert.Contains("\"finish_reason\":\"stop\"", replayed.Client, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HunyuanCall_HoweverCut_IsOneCallOfOpenAI()
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes("Hunyuan", "cloud-call.sse"), "hunyuan-cloud", Doors.OpenAI);
        Assert.Equal(new UsageReport { UncachedInput = 6, OutputText = 20 }, replayed.Usage);
        Assert.Equal(2, replayed.Client.Split("call_fx1").Length);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", replayed.Client, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hunyuan", "cloud.request.json", "hunyuan-cloud", "hunyuan-lite", """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("DashScope", "paris.request.json", "dashscope", "qwen-turbo", """{"model":"m","temperature":0.7,"top_p":0.8,"max_tokens":16,"messages":[{"role":"system","content":"Answer in one word."},{"role":"user","content":"Capital of France?"}]}""")]
    [InlineData("DashScope", "hello.request.json", "dashscope", "qwen-turbo", """{"model":"m","stream":true,"messages":[{"role":"user","content":"Say hello"}]}""")]
    public void Request_OfOpenAI_IsTheFixture(string folder, string name, string provider, string model, string body)
    {
        var request = OpenAIChatReader.Read(Encoding.UTF8.GetBytes(body));
        request.Stream = body.Contains("\"stream\":true", StringComparison.Ordinal);
        Fixture.AssertSays(Fixture.Json(folder, name), JsonNode.Parse(ProviderCatalog.Find(provider)!.Dialect.WriteChat(request, StreamReplay.Target(provider, model))));
    }

    [Theory]
    [InlineData("Hunyuan", "cloud-key.error.json", "hunyuan-cloud", 200, "AuthFailure.SignatureFailure", UpstreamFault.Key)]
    [InlineData("Hunyuan", "cloud-parameter.error.json", "hunyuan-cloud", 200, "InvalidParameter", UpstreamFault.Request)]
    [InlineData("Hunyuan", "hyllm.error.json", "hunyuan-hyllm", 200, "2001", UpstreamFault.Key)]
    [InlineData("DashScope", "key.error.json", "dashscope", 401, "InvalidApiKey", UpstreamFault.Key)]
    [InlineData("DashScope", "parameter.error.txt", "dashscope", 400, "InvalidParameter", UpstreamFault.Request)]
    public void Error_OfTheFixture_IsJudged(string folder, string name, string provider, int status, string code, UpstreamFault fault)
    {
        var known = ProviderCatalog.Find(provider)!;
        var error = known.Dialect.ReadError(Fixture.Bytes(folder, name), "sk-none");
        Assert.Equal((code, fault), (error?.Code, known.Judge(status, error)));
    }

    [Theory]
    [InlineData("Hunyuan", "cloud.reply.json", "hunyuan-cloud", "Hello!", 1, 2)]
    [InlineData("Hunyuan", "hyllm.reply.json", "hunyuan-hyllm", "Hello!", 1, 2)]
    [InlineData("DashScope", "paris.reply.json", "dashscope", "Paris", 21, 1)]
    public void Reply_OfTheFixture_IsRead(string folder, string name, string provider, string text, long input, long output)
    {
        var (target, body) = (StreamReplay.Target(provider), Fixture.Bytes(folder, name));
        using var written = new OutputText(new TokenCounter(), "gpt-4o");
        var reading = target.Provider.Dialect.ReadReply(target, Operation.Chat, body, written);
        Assert.Equal(new ReplyReading(true, false, new UsageReport { UncachedInput = input, OutputText = output }), reading);
        Assert.Equal(text, Assert.Single(target.Provider.Dialect.ReadChat(body).Answers).Text);
    }

    [Fact]
    public void DashScopeTask_OfTheFixtures_IsFollowedUntilItIsDone()
    {
        var target = StreamReplay.Target("dashscope", "wanx-v1");
        var form = target.Provider.Dialect.FormOf(Operation.ImageGeneration)!;
        Assert.Equal("/api/v1/tasks/b2b2b2b2-0000-4000-8000-000000000001", form.Follow(target, Fixture.Bytes("DashScope", "task.reply.json"))!.AbsolutePath);
        Assert.Null(form.Follow(target, Fixture.Bytes("DashScope", "task-done.reply.json")));
    }

    [Fact]
    public async Task HunyuanCloud_Signature_IsTheKnownOne()
    {
        using var message = Authorized("hunyuan-cloud", "hunyuan-lite", HunyuanDouble.Key);
        message.Content = new ByteArrayContent(Fixture.Bytes("Hunyuan", "cloud.request.json")[..83]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        await SealedCall.ApplyAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal("1704164645", Assert.Single(message.Headers.GetValues("X-TC-Timestamp")));
        Assert.Equal(
            "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE0000000000000000000000000/2024-01-02/hunyuan/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=f4615f66bad4388aebb0c05e082f3e722dff3d0ab435494c947cf4fe2a5f0196",
            Assert.Single(message.Headers.GetValues("Authorization")));
    }

    [Fact]
    public void HunyuanHyllm_Signature_IsTheKnownOne()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "https://hunyuan.cloud.tencent.com/hyllm/v1/chat/completions");
        var written = """{"temperature":0.8,"top_p":0.8,"stream":1,"messages":[{"role":"user","content":"Hi"}]}"""u8.ToArray();
        var body = HyllmSignature.Sign(message, written, HunyuanDouble.Key, At, "test_query_id_0001");
        Assert.Equal("RzJpnFqM5yl8BFqVfU6zpqbxH70=", Assert.Single(message.Headers.GetValues("Authorization")));
        Fixture.AssertSays(Fixture.Json("Hunyuan", "hyllm.request.json"), JsonNode.Parse(body));
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
