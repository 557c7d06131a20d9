using System.Net;
using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>What the door of Gemini refuses: in its own words, with nothing held or charged.</summary>
public sealed class GenerateContentRefusalTests : IAsyncLifetime
{
    private const string Model = "gemini-x";
    private const string Contents = "\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]";
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(0, (await _bed.BalanceAsync()).Spent);
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData("generateContent", "{}", "contents")]
    [InlineData("streamGenerateContent?alt=sse", """{"contents":[{"role":"wizard","parts":[{"text":"x"}]}]}""", "contents[0].role")]
    [InlineData("generateContent", """{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"no base64!"}}]}]}""", "contents[0].parts[0].inlineData.data")]
    [InlineData("generateContent", "{CONTENTS,\"generationConfig\":{\"maxOutputTokens\":\"many\"}}", "generationConfig.maxOutputTokens")]
    [InlineData("generateContent", "{CONTENTS,\"cachedContent\":\"cachedContents/other\"}", "cachedContent")]
    [InlineData("embedContent", "{}", "content")]
    [InlineData("batchEmbedContents", """{"requests":[{"model":"models/dearer","content":{"parts":[{"text":"x"}]}}]}""", "requests[0].model")]
    [InlineData("countTokens", "{}", "contents")]
    public async Task BadInput_Is400ThatNamesTheField(string method, string body, string field)
    {
        var upstream = await _bed.AddProviderAsync("gemini", GeminiReplies.Either(), Model);
        using var response = await SendAsync(method, body.Replace("CONTENTS", Contents, StringComparison.Ordinal));
        var error = await AssertErrorAsync(response, HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        Assert.Equal(field, (string)error["details"]![1]!["fieldViolations"]![0]!["field"]!);
        Assert.Contains(field, (string)error["message"]!, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
        Assert.Empty(await _bed.RecordsAsync());
    }

    [Fact]
    public async Task NotCarried_Is400ThatNamesTheField()
    {
        await _bed.AddProviderAsync("openai", Replies.Chat(), Model);
        using var response = await SendAsync("generateContent", $"{{{Contents},\"tools\":[{{\"googleSearch\":{{}}}}]}}");
        var error = await AssertErrorAsync(response, HttpStatusCode.BadRequest, "INVALID_ARGUMENT");
        Assert.Equal(("NOT_TRANSLATABLE", "tools[0].googleSearch"), ((string)error["details"]![0]!["reason"]!, (string)error["details"]![1]!["fieldViolations"]![0]!["field"]!));
    }

    [Theory]
    [InlineData("x-goog-api-key", "", "")]
    [InlineData("Authorization", "Bearer ", "")]
    [InlineData(null, "", "&key=")]
    public async Task Key_InAnyPlace_IsAccepted(string? header, string scheme, string query)
    {
        await _bed.AddProviderAsync("gemini", Replies.Json(GeminiReplies.Error(400, "INVALID_ARGUMENT", "No."), 400), Model);
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        if (header is not null)
        {
            client.DefaultRequestHeaders.Add(header, scheme + _bed.Key);
        }

        var key = query.Length > 0 ? query + _bed.Key : "";
        using var response = await client.PostAsync($"/v1beta/models/{Model}:generateContent?alt=json{key}", Body());
        Assert.Equal("No.", (string)(await AssertErrorAsync(response, HttpStatusCode.BadRequest, "INVALID_ARGUMENT"))["message"]!);
    }

    [Theory]
    [InlineData("generateContent")]
    [InlineData("streamGenerateContent?alt=sse")]
    [InlineData("countTokens")]
    public async Task Key_Missing_Is401(string method)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        using var response = await client.PostAsync($"/v1beta/models/{Model}:{method}", Body());
        await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task Key_MissingForAnArray_IsAnErrorInAnArray()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        using var response = await client.PostAsync($"/v1beta/models/{Model}:streamGenerateContent", Body());
        Assert.Equal(401, (int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray().Single()!["error"]!["code"]!);
    }

    [Fact]
    public async Task Credit_None_IsPermissionDenied()
    {
        await using var poor = await RelayBed.StartAsync(credit: 0);
        await poor.AddProviderAsync("gemini", GeminiReplies.Either(), Model);
        using var response = await poor.Client.PostAsync($"/v1beta/models/{Model}:generateContent", Body());
        var error = await AssertErrorAsync(response, HttpStatusCode.Forbidden, "PERMISSION_DENIED");
        Assert.Equal("INSUFFICIENT_USER_QUOTA", (string)error["details"]![0]!["reason"]!);
    }

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "API_KEY_INVALID", 502, "UNAVAILABLE")]
    [InlineData(400, "FAILED_PRECONDITION", null, 502, "UNAVAILABLE")]
    [InlineData(429, "RESOURCE_EXHAUSTED", null, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(503, "UNAVAILABLE", null, 502, "UNAVAILABLE")]
    public async Task Upstream_Fails_IsToldInTheDialect(int status, string word, string? reason, int expectedStatus, string expected)
    {
        var details = reason is null
            ? """[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"21s"}]"""
            : $$"""[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"{{reason}}"}]""";
        await _bed.AddProviderAsync("gemini", Replies.Json(GeminiReplies.Error(status, word, "No.", details), status), Model);
        using var response = await SendAsync("generateContent", $"{{{Contents}}}");
        await AssertErrorAsync(response, (HttpStatusCode)expectedStatus, expected);
        Assert.Equal(expectedStatus == 429 ? 21 : null, response.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    [Theory]
    [InlineData("POST", "/v1beta/models/gemini-x")]
    [InlineData("POST", "/v1beta/models/gemini-x:predictSomething")]
    [InlineData("GET", "/v1beta/files")]
    public async Task Path_Unknown_Is404InTheDialect(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using var response = await _bed.Client.SendAsync(request);
        await AssertErrorAsync(response, HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Model_Unknown_Is404InTheList()
    {
        using var response = await _bed.Client.GetAsync("/v1beta/models/none");
        await AssertErrorAsync(response, HttpStatusCode.NotFound, "NOT_FOUND");
    }

    private Task<HttpResponseMessage> SendAsync(string method, string body) => _bed.Client.PostAsync($"/v1beta/models/{Model}:{method}", RelayBed.Body(body));

    private static StringContent Body() => RelayBed.Body($"{{{Contents}}}");

    private static async Task<JsonNode> AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string word)
    {
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal((status, (int)status, word), (response.StatusCode, (int)error["code"]!, (string)error["status"]!));
        return error;
    }
}
