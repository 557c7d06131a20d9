using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The npm package <c>openai</c> as an unmodified client, run by node as <c>tour.mjs</c> says.</summary>
public sealed class NpmOpenAITests
{
    private const string Expected =
        """
        {
          "chat": {"text":"Paris.","output":3},
          "stream": {"text":"Hello!","output":3},
          "tools": {"finish":"tool_calls","calls":["call_fxA get_weather {\"city\":\"Oslo\"}","call_fxB get_weather {\"city\":\"Rome\"}"]},
          "embeddings": [[0.5,-1],[-1,0.5]],
          "models": ["gpt-3.5-turbo-instruct","gpt-4o","gpt-4o-mini","text-embedding-3-small"]
        }
        """;

    private const string ExpectedMedia =
        """
        {
          "generate": "https://files.example.test/img-fx.png",
          "stream": ["image_generation.partial_image","image_generation.completed"],
          "edit": ["iVBORw0KGgo=",272],
          "speak": "ID3 sound",
          "transcribe": ["Hello from the fixture.","Hello"," there.","Hello there."],
          "moderate": false,
          "refused": ["BadRequestError","model"]
        }
        """;

    [Fact]
    public async Task Tour_FiveOperations_AreReadAndCharged()
    {
        NodeTour.SkipUnlessInstalled("openai");
        await using var bed = await RelayBed.StartAsync(upstreams: TourReplies.Script);
        var (exitCode, output, errors) = await NodeTour.RunAsync("tour.mjs", ("BASE_URL", bed.Address + "/v1"), ("API_KEY", bed.Key));
        Assert.True(exitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), JsonNode.Parse(output)), output);
        await TourReplies.AssertChargedAsync(bed);
    }

    [Fact]
    public async Task Tour_PicturesSoundModeration_AreReadAndCharged()
    {
        NodeTour.SkipUnlessInstalled("openai");
        await using var bed = await RelayBed.StartAsync();
        await bed.AddChannelAsync(MediaReplies.Script, models: MediaReplies.Models);
        var (exitCode, output, errors) = await NodeTour.RunAsync("media.mjs", ("BASE_URL", bed.Address + "/v1"), ("API_KEY", bed.Key));
        Assert.True(exitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ExpectedMedia), JsonNode.Parse(output)), output);
        Assert.Equal(
            ["images/generations", "images/generations", "images/edits", "audio/speech", "audio/transcriptions", "audio/transcriptions", "moderations"],
            (await bed.RecordsAsync()).Select(record => record.Operation));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Tour_Responses_AreReadAndCharged()
    {
        const string Received = """{"whole":"Hi there","usage":12,"events":10,"last":"response.completed","text":"Hi there","final":"Hi there"}""";
        NodeTour.SkipUnlessInstalled("openai");
        await using var bed = await RelayBed.StartAsync(upstreams: context =>
            (((string)context.Items["body"]!).Contains("\"stream\":true", StringComparison.Ordinal) ? Replies.Stream(ResponsesReplies.Hello) : Replies.Json(ResponsesReplies.Whole))(context));
        var (exitCode, output, errors) = await NodeTour.RunAsync("responses.mjs", ("BASE_URL", bed.Address + "/v1"), ("API_KEY", bed.Key));
        Assert.True(exitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Received), JsonNode.Parse(output)), output);
        Assert.Equal(["responses", "responses", "responses"], (await bed.RecordsAsync()).Select(record => record.Operation));
        await bed.AssertSoundAsync();
    }
}
