using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Tests.Providers.OpenAI;

public sealed class OpenAIStreamReaderTests : IDisposable
{
    private readonly OutputText _output = new(new TokenCounter(), "gpt-4o");

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Read_UsageChunk_IsToldApartAndReadDisjoint()
    {
        var reader = new OpenAIStreamReader(_output);
        var kind = reader.Read(Event("""{"choices":[],"usage":{"prompt_tokens":1100,"completion_tokens":230,"total_tokens":1330,"prompt_tokens_details":{"cached_tokens":1024},"completion_tokens_details":{"reasoning_tokens":200}}}""")).Kind;
        Assert.Equal(StreamEventKind.Usage, kind);
        Assert.Equal(new UsageReport { UncachedInput = 76, CachedRead = 1024, OutputText = 30, Reasoning = 200 }, reader.Usage);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":1}""")]
    [InlineData("""{"prompt_tokens":5,"completion_tokens":"many"}""")]
    [InlineData("""{"prompt_tokens":1.5}""")]
    [InlineData("""{"prompt_tokens":99999999999999999999}""")]
    public void Read_ImpossibleUsage_IsNone(string usage)
    {
        var reader = new OpenAIStreamReader(_output);
        reader.Read(Event($$"""{"choices":[],"usage":{{usage}}}"""));
        Assert.Null(reader.Usage);
    }

    [Fact]
    public void Read_PartsLargerThanTheWhole_AreCut()
    {
        var reader = new OpenAIStreamReader(_output);
        reader.Read(Event("""{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":999},"completion_tokens_details":{"reasoning_tokens":7}}}"""));
        Assert.Equal(new UsageReport { CachedRead = 10, Reasoning = 5 }, reader.Usage);
    }

    [Fact]
    public void Read_NullUsage_SaysWhatToCut()
    {
        const string Chunk = """{"id":"x","choices":[{"delta":{"content":"Hello"},"finish_reason":null}],"usage":null}""";
        var bytes = Event(Chunk);
        var cut = new OpenAIStreamReader(_output).Read(bytes).Cut!.Value;
        var left = Encoding.UTF8.GetString(bytes[..cut.Start]) + Encoding.UTF8.GetString(bytes[cut.End..]);
        Assert.Equal($"data: {Chunk.Replace(",\"usage\":null", "", StringComparison.Ordinal)}\n\n", left);
    }

    [Fact]
    public void Read_TextToolsAndReasoning_AreAllCounted()
    {
        var reader = new OpenAIStreamReader(_output);
        reader.Read(Event("""{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}"""));
        reader.Read(Event("""{"choices":[{"index":0,"delta":{"reasoning_content":" world"}}]}"""));
        reader.Read(Event("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""));
        Assert.True(reader.Finished);
        Assert.InRange(_output.Count(), 3, 5);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n", StreamEventKind.Done)]
    [InlineData("data:[DONE]\r\n\r\n", StreamEventKind.Done)]
    [InlineData(": keep-alive\n\n", StreamEventKind.Other)]
    [InlineData("data: not json\n\n", StreamEventKind.Other)]
    [InlineData("data: {\"error\":{\"message\":\"x\"}}\n\n", StreamEventKind.Error)]
    [InlineData("event: message\ndata: {\"choices\":[{}]}\n\n", StreamEventKind.Content)]
    public void Read_OtherEvents_AreToldApart(string text, StreamEventKind expected) =>
        Assert.Equal(expected, new OpenAIStreamReader(_output).Read(Encoding.UTF8.GetBytes(text)).Kind);

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
