using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The npm package <c>@anthropic-ai/sdk</c> as an unmodified client, run by node as <c>anthropic-tour.mjs</c> says.</summary>
public sealed class NpmAnthropicTests
{
    private const string Expected =
        """
        {
          "whole": {"text":"Hello!","stop":"end_turn","output":3},
          "stream": {"text":"Hello!","stop":"end_turn","output":3},
          "tools": {"stop":"tool_use","cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "streamedTools": {"stop":"tool_use","cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "picture": "A red dot.",
          "schema": {"city":"Oslo"},
          "error": "BadRequestError 400 invalid_request_error That is too much.",
          "counts": true,
          "models": ["tour-model"]
        }
        """;

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    [InlineData("azure")]
    [InlineData("gemini")]
    public async Task Tour_EveryFeature_IsReadAndCharged(string provider)
    {
        NodeTour.SkipUnlessInstalled("@anthropic-ai/sdk");
        await using var bed = await RelayBed.StartAsync();
        await bed.AddProviderAsync(provider, DialectDouble.Of(provider), DialectDouble.Model);
        var (exitCode, output, errors) = await NodeTour.RunAsync(
            "anthropic-tour.mjs", ("BASE_URL", bed.Address), ("API_KEY", bed.Key), ("MODEL", DialectDouble.Model), ("DOT", DialectDouble.Dot));
        Assert.True(exitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), JsonNode.Parse(output)), output);
        Assert.Equal(8, (await bed.RecordsAsync()).Count(record => record.Charged > 0));
        await bed.AssertSoundAsync();
    }
}
