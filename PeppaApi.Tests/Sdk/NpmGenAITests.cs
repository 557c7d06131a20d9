using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The npm package <c>@google/genai</c> as an unmodified client, run by node as <c>genai-tour.mjs</c> says.</summary>
public sealed class NpmGenAITests
{
    private const string Expected =
        """
        {
          "whole": {"text":"Hello!","finish":"STOP","output":3},
          "stream": {"text":"Hello!","finish":"STOP","output":3},
          "tools": {"cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "streamedTools": {"cities":["Oslo","Rome"],"text":"4 C in Oslo, 20 C in Rome."},
          "picture": "A red dot.",
          "schema": {"city":"Oslo"},
          "error": "ApiError 400 INVALID_ARGUMENT That is too much.",
          "key": "ApiError 401 UNAUTHENTICATED",
          "counts": true,
          "models": ["models/tour-model"]
        }
        """;

    [Theory]
    [InlineData("gemini", "v1beta")]
    [InlineData("gemini", "v1")]
    [InlineData("openai", "v1beta")]
    [InlineData("azure", "v1beta")]
    [InlineData("anthropic", "v1beta")]
    public async Task Tour_EveryFeature_IsReadAndCharged(string provider, string version)
    {
        NodeTour.SkipUnlessInstalled("@google/genai");
        await using var bed = await RelayBed.StartAsync();
        await bed.AddProviderAsync(provider, DialectDouble.Of(provider), DialectDouble.Model);
        var (exitCode, output, errors) = await NodeTour.RunAsync(
            "genai-tour.mjs", ("BASE_URL", bed.Address), ("API_KEY", bed.Key), ("API_VERSION", version), ("MODEL", DialectDouble.Model), ("DOT", DialectDouble.Dot));
        Assert.True(exitCode == 0, errors);
        var received = JsonNode.Parse(output)!.AsObject();
        received.Remove("embeddings", out var embeddings);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), received), output);
        // Embeddings are not translated: that is said, too.
        Assert.Equal(provider == "gemini" ? "[[0.5,-1],[-1,0.5]]" : "\"ApiError 400 INVALID_ARGUMENT\"", embeddings!.ToJsonString());
        Assert.Equal(provider == "gemini" ? 9 : 8, (await bed.RecordsAsync()).Count(record => record.Charged > 0));
        await bed.AssertSoundAsync();
    }
}
