using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>The vendors with protocols of their own, by the names that customers know, against doubles that check what the vendors check.</summary>
public sealed class SignedVendorTests
{
    private const string Repaired = """[{"role":"system","content":"Be brief."},{"role":"assistant","content":"Hello"},{"role":"user","content":"one"},{"role":"user","content":"two"},{"role":"assistant","content":"three"}]""";

    [Theory]
    [InlineData("ERNIE-Bot", "Paris", 7, 1, "Hello there.", 3, 3)]
    [InlineData("chatglm_pro", "\"hi\"\n\"hi\"", 9, 7, "Hello world!\nBye", 4, 6)]
    [InlineData("SparkDesk", "Hello!", 8, 3, "Hello!", 8, 3)]
    [InlineData("hunyuan-turbo", "Hello!", 1, 2, "Hello!", 1, 2)]
    [InlineData("hunyuan", "Hello!", 1, 2, "Hello!", 1, 2)]
    [InlineData("qwen-turbo", "Paris", 21, 1, "Hello", 9, 2)]
    public async Task Model_WholeAndStreamed_RepliesWithUsageAndIsChargedAtTheShippedPrice(
        string model, string whole, long input, long output, string streamed, long streamInput, long streamOutput)
    {
        await using var bed = await StartAsync();
        using var response = await bed.ChatAsync(model: model);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(whole, (string)reply["choices"]![0]!["message"]!["content"]!);
        Assert.Equal("stop", (string)reply["choices"]![0]!["finish_reason"]!);
        Assert.Equal((input, output), ((long)reply["usage"]!["prompt_tokens"]!, (long)reply["usage"]!["completion_tokens"]!));

        using var stream = await bed.ChatAsync(""","stream":true,"stream_options":{"include_usage":true}""", model: model);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        var events = (await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", events[^1]);
        var chunks = events[..^1].Select(line => JsonNode.Parse(line["data: ".Length..])!).ToList();
        Assert.Equal(streamed, string.Concat(chunks.Select(chunk => chunk["choices"]!.AsArray()).Where(choices => choices.Count > 0).Select(choices => (string?)choices[0]!["delta"]!["content"])));
        Assert.Equal("stop", chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => (string?)choice!["finish_reason"]).Last(finish => finish is not null));
        Assert.Equal((streamInput, streamOutput), ((long)chunks[^1]["usage"]!["prompt_tokens"]!, (long)chunks[^1]["usage"]!["completion_tokens"]!));

        var price = PriceBookSeeder.Read().Models.Single(row => row.Model == model);
        var records = await bed.RecordsAsync(2);
        Assert.Equal(
            [Cost(price.InputPerMillion, price.OutputPerMillion, input, output), Cost(price.InputPerMillion, price.OutputPerMillion, streamInput, streamOutput)],
            records.ConvertAll(record => record.Charged));
        Assert.All(records, record => Assert.Equal((UsageBasis.Reported, UsageStatus.Succeeded), (record.Basis, record.Status)));
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("ERNIE-Bot")]
    [InlineData("chatglm_pro")]
    [InlineData("SparkDesk")]
    [InlineData("hunyuan-turbo")]
    [InlineData("hunyuan")]
    public async Task Conversation_OutOfOrder_IsPutInOrder(string model)
    {
        await using var bed = await StartAsync();
        using var response = await bed.Client.PostAsync(
            "/v1/chat/completions",
            RelayBed.Body($$"""{"model":"{{model}}","temperature":0,"max_tokens":1,"messages":{{Repaired}}}"""),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("ernie", "ERNIE-Bot", "fxAK-api-key|wrong")]
    [InlineData("chatglm", "chatglm_pro", "9f2ab7c4d1e84e60.wrong")]
    [InlineData("spark", "SparkDesk", "fxapp001|wrong|c0ffee00c0ffee00c0ffee00c0ffee00")]
    [InlineData("hunyuan-cloud", "hunyuan-turbo", "1250000001|AKIDEXAMPLE0000000000000000000000000|wrong")]
    [InlineData("hunyuan-hyllm", "hunyuan", "1250000001|AKIDEXAMPLE0000000000000000000000000|wrong")]
    [InlineData("dashscope", "qwen-turbo", "sk-wrong")]
    public async Task Key_Wrong_IsSetAsideAndNothingIsCharged(string provider, string model, string key)
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync(provider, Double(provider, TimeSpan.Zero), key, model);
        using var response = await bed.ChatAsync(model: model);
        Assert.True((int)response.StatusCode >= 500, $"{response.StatusCode}");
        using var second = await bed.ChatAsync(model: model);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.DoesNotContain("wrong", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.All(await bed.RecordsAsync(), record => Assert.Equal(0, record.Charged));
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("chatglm", "chatglm_pro", ChatGlmDouble.Key)]
    [InlineData("spark", "SparkDesk", SparkDouble.Key)]
    [InlineData("hunyuan-cloud", "hunyuan-turbo", HunyuanDouble.Key)]
    [InlineData("hunyuan-hyllm", "hunyuan", HunyuanDouble.Key)]
    public async Task Clock_OfTheVendorTenMinutesOff_IsRefusedAndFree(string provider, string model, string key)
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync(provider, Double(provider, TimeSpan.FromMinutes(10)), key, model);
        using var response = await bed.ChatAsync(model: model);
        Assert.True((int)response.StatusCode >= 500, $"{response.StatusCode}");
        Assert.Equal(0, Assert.Single(await bed.RecordsAsync()).Charged);
        await bed.AssertSoundAsync();
    }

    /// <summary>A limit that the vendor cannot be told bounds nothing: the hold is for the longest answer, so that none runs over it.</summary>
    [Theory]
    [InlineData("chatglm", "chatglm_pro", ChatGlmDouble.Key, false)]
    [InlineData("hunyuan-cloud", "hunyuan", HunyuanDouble.Key, false)]
    [InlineData("ernie", "ERNIE-Bot", ErnieDouble.Key, true)]
    public async Task Limit_ThatTheVendorIsNotTold_IsNoBoundOfTheHold(string provider, string model, string key, bool served)
    {
        // Enough for two tokens, not for the longest answer.
        await using var bed = await RelayBed.StartAsync(credit: 0.003m);
        await bed.AddVendorAsync(provider, Double(provider, TimeSpan.Zero), key, model);
        using var response = await bed.ChatAsync(",\"max_tokens\":2", model: model);
        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(served ? 1 : 0, (await bed.RecordsAsync()).Count);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData(336003, HttpStatusCode.BadRequest)]
    [InlineData(336103, HttpStatusCode.BadRequest)]
    [InlineData(18, HttpStatusCode.TooManyRequests)]
    [InlineData(336501, HttpStatusCode.TooManyRequests)]
    [InlineData(336100, HttpStatusCode.BadGateway)]
    [InlineData(6, HttpStatusCode.BadGateway)]
    public async Task Ernie_CodeInsideA200_IsAnErrorOfWhoeverIsAtFault(int code, HttpStatusCode status)
    {
        var vendor = new ErnieDouble { Fails = code };
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync("ernie", vendor.AnswerAsync, ErnieDouble.Key, "ERNIE-Bot");
        using var response = await bed.ChatAsync(",\"stream\":true", model: "ERNIE-Bot");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(0, Assert.Single(await bed.RecordsAsync()).Charged);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task ChatGlm_ErrorInsideTheStream_EndsItWithTheErrorAndChargesWhatCame()
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync(
            "chatglm", Replies.Stream("event:add\nid:7\ndata:Hello\n\n", "event:error\nid:7\ndata:engine is gone\n\n"), ChatGlmDouble.Key, "chatglm_pro");
        using var response = await bed.ChatAsync(",\"stream\":true", model: "chatglm_pro");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Hello", text, StringComparison.Ordinal);
        Assert.Contains("engine is gone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"stop\"", text, StringComparison.Ordinal);
        var record = Assert.Single(await bed.RecordsAsync(1));
        Assert.Equal((UsageStatus.Interrupted, UsageBasis.Counted), (record.Status, record.Basis));
        Assert.True(record.Charged > 0);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("dashscope", "qwen-plus", DashScopeDouble.Key)]
    [InlineData("hunyuan-cloud", "hunyuan-large", HunyuanDouble.Key)]
    public async Task Prompt_OfAHundredThousandTokens_Passes(string provider, string model, string key)
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync(provider, Double(provider, TimeSpan.Zero), key, model);
        using var response = await bed.ChatAsync(content: string.Concat(Enumerable.Repeat("word ", 100_000)), model: model);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(UsageBasis.Reported, Assert.Single(await bed.RecordsAsync()).Basis);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Token_ManyAtOnce_IsAskedForOnce_AndRenewedWhenItRunsOut()
    {
        var vendor = new ErnieDouble();
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync("ernie", vendor.AnswerAsync, ErnieDouble.Key, "ERNIE-Bot");
        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bed.ChatAsync(model: "ERNIE-Bot")));
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(1, vendor.Tokens);

        vendor.OnlyGood = "24.fx.2";
        using var renewed = await bed.ChatAsync(model: "ERNIE-Bot");
        Assert.Equal((HttpStatusCode.OK, 2), (renewed.StatusCode, vendor.Tokens));

        // Refused twice in a row: the key itself is at fault.
        vendor.OnlyGood = "none";
        using var refused = await bed.ChatAsync(model: "ERNIE-Bot");
        Assert.True((int)refused.StatusCode >= 500);
        Assert.Equal(3, vendor.Tokens);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Token_OfASecond_IsRenewedBeforeItExpires()
    {
        var vendor = new ErnieDouble { Lifetime = 1 };
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync("ernie", vendor.AnswerAsync, ErnieDouble.Key, "ERNIE-Bot");
        using var first = await bed.ChatAsync(model: "ERNIE-Bot");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        using var second = await bed.ChatAsync(model: "ERNIE-Bot");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, 2), (first.StatusCode, second.StatusCode, vendor.Tokens));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Socket_LeftOpenByTheVendor_EndsWithTheLastFrame(bool stream)
    {
        var vendor = new SparkDouble { Closes = false };
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync("spark", vendor.AnswerAsync, SparkDouble.Key, "SparkDesk-v3.5");
        using var response = await bed.ChatAsync(stream ? ""","stream":true""" : "", model: "SparkDesk-v3.5").WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData(10013, HttpStatusCode.BadRequest)]
    [InlineData(11202, HttpStatusCode.TooManyRequests)]
    [InlineData(10110, HttpStatusCode.BadGateway)]
    public async Task Socket_ErrorInTheFirstFrame_IsNoReply(int code, HttpStatusCode status)
    {
        var vendor = new SparkDouble { Frames = [SparkDouble.Error(code, "no")] };
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync("spark", vendor.AnswerAsync, SparkDouble.Key, "SparkDesk");
        foreach (var extra in (string[])["", ""","stream":true"""])
        {
            using var response = await bed.ChatAsync(extra, model: "SparkDesk");
            Assert.Equal(status, response.StatusCode);
            if (status != HttpStatusCode.BadRequest)
            {
                break;
            }
        }

        Assert.All(await bed.RecordsAsync(), record => Assert.Equal(0, record.Charged));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Socket_FunctionCall_HasIdAndFinish()
    {
        var vendor = new SparkDouble { Frames = SparkDouble.Read("call.frames") };
        await using var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync("spark", vendor.AnswerAsync, SparkDouble.Key, "SparkDesk-v4.0");
        const string Tools = ""","temperature":0.5,"tools":[{"type":"function","function":{"name":"get_weather","description":"Weather by city","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";
        using var response = await bed.ChatAsync(Tools, "Weather in Oslo?", "SparkDesk-v4.0");
        var choice = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["choices"]![0]!;
        Assert.Equal("tool_calls", (string)choice["finish_reason"]!);
        Assert.Equal("""{"city":"Oslo"}""", (string)choice["message"]!["tool_calls"]![0]!["function"]!["arguments"]!);
        Fixture.AssertSays(Fixture.Json("Spark", "call.request.json"), vendor.Received);
    }

    private static async Task<RelayBed> StartAsync()
    {
        var bed = await RelayBed.StartAsync();
        await bed.AddVendorAsync("ernie", new ErnieDouble().AnswerAsync, ErnieDouble.Key, "ERNIE-Bot");
        await bed.AddVendorAsync("chatglm", ChatGlmDouble.Answer, ChatGlmDouble.Key, "chatglm_pro");
        await bed.AddVendorAsync("spark", new SparkDouble().AnswerAsync, SparkDouble.Key, "SparkDesk");
        await bed.AddVendorAsync("hunyuan-cloud", new HunyuanDouble().AnswerAsync, HunyuanDouble.Key, "hunyuan-turbo");
        await bed.AddVendorAsync("hunyuan-hyllm", new HunyuanDouble().AnswerAsync, HunyuanDouble.Key, "hunyuan");
        await bed.AddVendorAsync("dashscope", new DashScopeDouble().AnswerAsync, DashScopeDouble.Key, "qwen-turbo");
        return bed;
    }

    private static RequestDelegate Double(string provider, TimeSpan skew) => provider switch
    {
        "ernie" => new ErnieDouble().AnswerAsync,
        "spark" => new SparkDouble { Skew = skew }.AnswerAsync,
        "chatglm" => ChatGlmDouble.AnswerAt(skew),
        "dashscope" => new DashScopeDouble().AnswerAsync,
        _ => new HunyuanDouble { Skew = skew }.AnswerAsync,
    };

    private static long Cost(decimal? inputPerMillion, decimal? outputPerMillion, long input, long output) =>
        (long)Math.Ceiling(((input * inputPerMillion!.Value) + (output * outputPerMillion!.Value)) * 1_000);
}
