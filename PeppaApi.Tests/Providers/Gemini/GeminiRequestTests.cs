using System.Text;
using System.Text.Json;
using PeppaApi.Providers;
using PeppaApi.Providers.Gemini;

namespace PeppaApi.Tests.Providers.Gemini;

public sealed class GeminiRequestTests
{
    private const string Contents = "\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]";

    [Theory]
    [InlineData("gemini-2.0-flash:generateContent", Operation.Chat, "gemini-2.0-flash", false)]
    [InlineData("gemini-2.0-flash:streamGenerateContent", Operation.Chat, "gemini-2.0-flash", true)]
    [InlineData("models/gemini-2.0-flash:countTokens", Operation.CountTokens, "gemini-2.0-flash", false)]
    [InlineData("ft:gpt-4o:acme:embedContent", Operation.Embedding, "ft:gpt-4o:acme", false)]
    [InlineData("deepseek/deepseek-r1:free:batchEmbedContents", Operation.EmbeddingBatch, "deepseek/deepseek-r1:free", false)]
    public void Call_ModelAndMethod_AreTheEndOfThePath(string path, Operation operation, string model, bool stream) =>
        Assert.Equal(new DoorCall(operation, model, stream), GeminiCall.Read(path));

    [Theory]
    [InlineData("gemini-2.0-flash")]
    [InlineData(":generateContent")]
    [InlineData("models/:generateContent")]
    [InlineData("gemini-2.0-flash:predict")]
    [InlineData("gemini-2.0-flash:")]
    public void Call_AnythingElse_IsNone(string path) => Assert.Null(GeminiCall.Read(path));

    [Theory]
    [InlineData("https://generativelanguage.googleapis.com", "gemini-x", "https://generativelanguage.googleapis.com/v1beta/models/gemini-x:streamGenerateContent?alt=sse")]
    [InlineData("https://proxy.example.test/google/v1/", "gemini-x", "https://proxy.example.test/google/v1/models/gemini-x:streamGenerateContent?alt=sse")]
    [InlineData("https://proxy.example.test/google", "tunedModels/a b:c", "https://proxy.example.test/google/v1beta/tunedModels/a%20b%3Ac:streamGenerateContent?alt=sse")]
    public void Address_OfABase_HasVersionModelAndMethod(string endpoint, string model, string expected) =>
        Assert.Equal(expected, GeminiAddress.Of(new UpstreamTarget(ProviderCatalog.Find("gemini")!, new Uri(endpoint), model), Operation.Chat, stream: true).AbsoluteUri);

    [Theory]
    [InlineData("""{"generationConfig":{"maxOutputTokens":50,"candidateCount":2},CONTENTS}""", 50, 2)]
    [InlineData("""{"generation_config":{"max_output_tokens":50,"candidate_count":2},CONTENTS}""", 50, 2)]
    [InlineData("""{"generationConfig":{"max\u004futputTokens":50},CONTENTS}""", 50, 1)]
    [InlineData("""{"generationConfig":null,CONTENTS}""", null, 1)]
    public void Limits_InEitherSpelling_AreRead(string body, int? limit, int choices)
    {
        var request = Read(body);
        Assert.Equal((limit, choices), ((int?)request.OutputLimit, (int)request.Choices));
    }

    [Theory]
    [InlineData("""{"generationConfig":{"maxOutputTokens": 50 ,"topK":1},CONTENTS}""", """{"generationConfig":{"maxOutputTokens": 7 ,"topK":1},CONTENTS}""")]
    [InlineData("""{"generationConfig":{"topK":1},CONTENTS}""", """{"generationConfig":{"maxOutputTokens":7,"topK":1},CONTENTS}""")]
    [InlineData("""{"generationConfig":{ },CONTENTS}""", """{"generationConfig":{"maxOutputTokens":7},CONTENTS}""")]
    [InlineData("""{"generation_config":null,CONTENTS}""", """{"generation_config":{"maxOutputTokens":7},CONTENTS}""")]
    [InlineData("""{CONTENTS}""", """{"generationConfig":{"maxOutputTokens":7},CONTENTS}""")]
    public void Edit_LoweredLimit_ChangesNothingElse(string body, string expected)
    {
        var bytes = Body(body);
        var pieces = GeminiRequestEditor.Edit(Read(body), bytes, "gemini-x", 7);
        Assert.Equal(Encoding.UTF8.GetString(Body(expected)), Encoding.UTF8.GetString([.. pieces.SelectMany(piece => piece.ToArray())]));
    }

    [Theory]
    [InlineData("{}", "contents")]
    [InlineData("""{"contents":[]}""", "contents")]
    [InlineData("""{"contents":"x"}""", "contents")]
    [InlineData("""{"contents":[1]}""", "contents[0]")]
    [InlineData("""{"contents":[{"role":"wizard","parts":[]}]}""", "contents[0].role")]
    [InlineData("""{"contents":[{"parts":"x"}]}""", "contents[0].parts")]
    [InlineData("""{"contents":[{"parts":["x"]}]}""", "contents[0].parts[0]")]
    [InlineData("""{"contents":[{"parts":[{},{"inline_data":{"mime_type":"image/png","data":"no base64!"}}]}]}""", "contents[0].parts[1].inlineData.data")]
    [InlineData("""{CONTENTS,CONTENTS}""", "contents")]
    [InlineData("""{CONTENTS,"generationConfig":{"maxOutputTokens":5,"max_output_tokens":500}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{CONTENTS,"generationConfig":{"maxOutputTokens":-1}}""", "generationConfig.maxOutputTokens")]
    [InlineData("""{CONTENTS,"generationConfig":{"candidateCount":1000000}}""", "candidateCount")]
    [InlineData("""{CONTENTS,"generationConfig":[]}""", "generationConfig")]
    [InlineData("""{CONTENTS,"tools":{}}""", "tools")]
    [InlineData("""{CONTENTS,"tools":[{"functionDeclarations":[1]}]}""", "tools")]
    [InlineData("""{CONTENTS,"model":"models/another"}""", "model")]
    [InlineData("""{CONTENTS,"cachedContent":"cachedContents/abc"}""", "cachedContent")]
    public void Read_BadInput_NamesTheField(string body, string field)
    {
        var exception = Assert.Throws<RequestException>(() => Read(body));
        Assert.Contains(field, exception.Param, StringComparison.Ordinal);
        Assert.DoesNotContain("no base64!", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoThousandTools_AreRefused()
    {
        var tools = string.Join(',', Enumerable.Range(0, 2_000).Select(number => $"{{\"name\":\"f{number}\"}}"));
        Assert.Equal("tools", Assert.Throws<RequestException>(() => Read($"{{{Contents},\"tools\":[{{\"functionDeclarations\":[{tools}]}}]}}")).Param);
    }

    [Theory]
    [InlineData("\"generationConfig\":{\"responseSchema\":SCHEMA}", "generationConfig")]
    [InlineData("\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":SCHEMA}]}]", "tools")]
    public void Read_SchemaOfFiftyLevels_IsRefused(string member, string field)
    {
        const string Level = "{\"type\":\"object\",\"properties\":{\"a\":";
        var schema = string.Concat(Enumerable.Repeat(Level, 50)) + "{}" + new string('}', 100);
        var body = $"{{{Contents},{member.Replace("SCHEMA", schema, StringComparison.Ordinal)}}}";
        Assert.Equal(field, Assert.Throws<RequestException>(() => Read(body)).Param);
    }

    [Fact]
    public void Media_InBodyAndElsewhere_IsBounded()
    {
        var picture = Convert.ToBase64String(new byte[3_000]);
        var withPicture = Read($$$"""{"contents":[{"parts":[{"inlineData":{"data":"{{{picture}}}","mimeType":"image/png"}}]}]}""");
        Assert.Equal((1, picture.Length), (withPicture.Images, withPicture.MediaBytes));
        Assert.InRange(withPicture.InputBound, 258, 5_000);
        var withSound = Read($$$"""{"contents":[{"parts":[{"inlineData":{"mimeType":"audio/wav","data":"{{{picture}}}"}}]}]}""");
        Assert.Equal((1, 0), (withSound.Images, withSound.MediaBytes));
        var withFilm = Read("""{"contents":[{"parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"https://films.example.test/long"}}]}]}""");
        Assert.True(withFilm.InputBound > 1_000_000);
    }

    [Fact]
    public void Usage_OfEveryKind_IsDisjoint()
    {
        const string Usage = """
            {"promptTokenCount":1000,"cachedContentTokenCount":300,"toolUsePromptTokenCount":40,"candidatesTokenCount":500,"thoughtsTokenCount":60,"totalTokenCount":1600,
             "promptTokensDetails":[{"modality":"TEXT","tokenCount":400},{"modality":"AUDIO","tokenCount":250},{"modality":"IMAGE","tokenCount":350}],
             "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":50},{"modality":"IMAGE","tokenCount":250}],
             "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":100},{"tokenCount":150,"modality":"IMAGE"}],"trafficType":"ON_DEMAND"}
            """;
        Assert.Equal(
            new UsageReport
            {
                UncachedInput = 400 + 40,
                CachedRead = 300,
                AudioInput = 200,
                ImageInput = 100,
                OutputText = 250,
                Reasoning = 60,
                AudioOutput = 100,
                ImageOutput = 150,
            },
            ReadUsage(Usage));
        // The answer's count is not told, but the total is.
        Assert.Equal(new UsageReport { UncachedInput = 8, OutputText = 5, Reasoning = 2 }, ReadUsage("""{"promptTokenCount":8,"thoughtsTokenCount":2,"totalTokenCount":15}"""));
        Assert.Null(ReadUsage("""{"promptTokenCount":-1}"""));
        Assert.Null(ReadUsage("""{"promptTokenCount":"8"}"""));
    }

    private static UsageReport? ReadUsage(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return GeminiUsageReader.Read(ref reader);
    }

    private static GeminiRequest Read(string body) => GeminiRequestReader.Read(new DoorCall(Operation.Chat, "gemini-x"), Body(body));

    private static byte[] Body(string body) => Encoding.UTF8.GetBytes(body.Replace("CONTENTS", Contents, StringComparison.Ordinal));
}
