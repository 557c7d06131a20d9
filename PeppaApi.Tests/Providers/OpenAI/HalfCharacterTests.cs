using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI.Responses;

namespace PeppaApi.Tests.Providers.OpenAI;

/// <summary>Some vendors cut their pieces in the middle of a character: it counts, and ends nothing.</summary>
public sealed class HalfCharacterTests
{
    [Fact]
    public void Delta_OfHalfACharacter_IsCounted()
    {
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var reader = new ResponsesStreamReader(output);
        foreach (var half in (string[])["\\ud83d", "\\ude00"])
        {
            var read = reader.Read(System.Text.Encoding.UTF8.GetBytes($$"""data: {"type":"response.output_text.delta","delta":"{{half}}"}""" + "\n\n"));
            Assert.Equal(StreamEventKind.Content, read.Kind);
        }

        Assert.True(output.Any);
    }
}
