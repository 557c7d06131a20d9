using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Tests.Providers.OpenAI;

public sealed class OpenAITokensTests
{
    private static readonly TokenCounter Counter = new();

    // Worked values of the tile rule and of the patch rule.
    [Theory]
    [InlineData("gpt-4o", 1024, 1024, false, 765)]
    [InlineData("gpt-4o", 2048, 4096, false, 1105)]
    [InlineData("gpt-4o", 1920, 1080, false, 1105)]
    [InlineData("gpt-4o", 512, 512, false, 255)]
    [InlineData("gpt-4o", 125, 50, false, 255)]
    [InlineData("gpt-4o", 4000, 4000, true, 85)]
    [InlineData("gpt-4o-mini", 1024, 1024, false, 25501)]
    [InlineData("gpt-4o-mini", 1024, 1024, true, 2833)]
    [InlineData("gpt-4.1-mini", 1024, 1024, false, 1659)]
    [InlineData("gpt-4.1-nano", 1024, 1024, false, 2520)]
    [InlineData("o4-mini", 1024, 1024, false, 1762)]
    public void Count_Picture_AsWorkedOut(string model, int width, int height, bool low, long expected)
    {
        Assert.Equal(expected, OpenAIImageTokens.Count(model, (width, height), low));
        Assert.True(OpenAIImageTokens.Largest(model) >= expected);
    }

    [Fact]
    public void CountInput_ChatMessages_AddsTheOverhead()
    {
        // o200k_base: 5 and 4 tokens of text, 1 for each role, 3 for each message, 3 for the reply.
        var body = """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Answer in one word."},{"role":"user","content":"Capital of France?"}]}"""u8.ToArray();
        Assert.Equal(20, OpenAIInputCounter.Count(Counter, OpenAIRequestReader.Read(Operation.Chat, body), body));
    }

    [Fact]
    public void CountInput_NeverAboveTheBound()
    {
        string[] texts = ["", "hello", "你好，世界", "🙂🙂🙂", "<|endoftext|>", new string('a', 3000), "\\u0000\\n"];
        foreach (var text in texts)
        {
            var body = Encoding.UTF8.GetBytes($$"""{"model":"gpt-4o","messages":[{"role":"user","content":"{{text}}"}]}""");
            var request = OpenAIRequestReader.Read(Operation.Chat, body);
            Assert.InRange(OpenAIInputCounter.Count(Counter, request, body), 1, request.InputBound);
        }
    }

    [Theory]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAYAAACJmvbYAAAAAElFTkSuQmCC", 7, 5)]
    [InlineData("R0lGODlhAwAJAIAAAAAAAP///yH5BAEAAAAALAAAAAADAAkAAAIE", 3, 9)]
    [InlineData("UklGRhoAAABXRUJQVlA4TA0AAAAvCQABAAAAAAAAAAA=", 10, 5)]
    [InlineData("/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAAUAB4DASIAAhEBAxEB", 30, 20)]
    public void ImageSize_KnownFormats_AreRead(string base64, int width, int height) =>
        Assert.Equal((width, height), ImageSize.OfDataUrl($"data:image/any;base64,{base64}"));

    [Theory]
    [InlineData("https://example.test/a.png")]
    [InlineData("data:image/png;base64,!!!!")]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:,x")]
    [InlineData("")]
    public void ImageSize_Unreadable_IsNone(string url) => Assert.Null(ImageSize.OfDataUrl(url));
}
