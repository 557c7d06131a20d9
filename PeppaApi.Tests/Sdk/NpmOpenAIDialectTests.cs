using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The npm packages <c>openai</c> and <c>@langchain/openai</c> as unmodified clients, through upstreams of every dialect.</summary>
public sealed class NpmOpenAIDialectTests
{
    private const string Chat =
        """
        {
          "whole": {"text":"Hello!","finish":"stop","output":3},
          "stream": {"text":"Hello!","finish":"stop","output":3},
          "tools": {"finish":"tool_calls","cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "streamedTools": {"finish":"tool_calls","cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "picture": "A red dot.",
          "schema": {"city":"Oslo"},
          "error": "BadRequestError 400 invalid_request_error That is too much."
        }
        """;

    private const string LangChain =
        """
        {
          "whole": {"text":"Hello!","output":3},
          "stream": {"text":"Hello!","output":3},
          "tools": {"cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "streamedTools": {"cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "picture": "A red dot.",
          "schema": {"city":"Oslo"},
          "error": "BadRequestError 400 That is too much."
        }
        """;

    private const string Responses =
        """
        {
          "whole": {"text":"Hello!","status":"completed","output":3},
          "stream": {"text":"Hello!","status":"completed","output":3},
          "events": {"numbered":true,"first":"response.created","last":"response.completed"},
          "tools": {"cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "streamedTools": {"cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "picture": "A red dot.",
          "schema": {"city":"Oslo"},
          "error": "BadRequestError 400 That is too much.",
          "stored": "BadRequestError 400 previous_response_id",
          "search": "BadRequestError 400 tools[0].type"
        }
        """;

    [Theory]
    [InlineData("openai")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public Task Chat_EveryFeature_IsReadAndCharged(string provider) => TourAsync("openai", "openai-tour.mjs", provider, Chat, 8);

    [Theory]
    [InlineData("openai")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public Task LangChain_EveryFeature_IsReadAndCharged(string provider) => TourAsync("@langchain/openai", "langchain-tour.mjs", provider, LangChain, 8);

    [Theory]
    [InlineData("deepseek")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public Task Responses_EveryFeature_IsTranslatedAndCharged(string provider) => TourAsync("openai", "responses-tour.mjs", provider, Responses, 9);

    private static async Task TourAsync(string package, string script, string provider, string expected, int charged)
    {
        NodeTour.SkipUnlessInstalled(package);
        await using var bed = await RelayBed.StartAsync();
        await bed.AddProviderAsync(provider, DialectDouble.Of(provider), DialectDouble.Model);
        var (exitCode, output, errors) = await NodeTour.RunAsync(
            script, ("BASE_URL", bed.Address + "/v1"), ("API_KEY", bed.Key), ("MODEL", DialectDouble.Model), ("DOT", DialectDouble.Dot));
        Assert.True(exitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(output)), output);
        Assert.Equal(charged, (await bed.RecordsAsync()).Count(record => record.Charged > 0));
        await bed.AssertSoundAsync();
    }
}
