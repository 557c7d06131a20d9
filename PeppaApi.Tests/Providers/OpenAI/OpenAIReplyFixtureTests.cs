using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.OpenAI;

/// <summary>OpenAI's less usual replies: what repeats the answer is not counted twice, and a refusal is an answer.</summary>
public sealed class OpenAIReplyFixtureTests
{
    private const string Folder = "OpenAI";

    [Theory]
    [InlineData("chat-logprobs.reply.json", 10, 1, "Yes")]
    [InlineData("completions.reply.json", 3, 1, " blue")]
    [InlineData("chat-refusal.reply.json", 80, 8, "I can't help with that.")]
    public void Reply_IsMetered(string name, long input, long output, string text)
    {
        using var written = new OutputText(new TokenCounter(), "gpt-4o");
        var reading = OpenAIReplyReader.Read(Fixture.Bytes(Folder, name), written, ProviderCatalog.Find("openai")!);
        Assert.Equal(new ReplyReading(true, false, new UsageReport { UncachedInput = input, OutputText = output }), reading);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), written.UpperBound);
    }

    [Fact]
    public void Refusal_ForAnotherDialect_IsText() =>
        Assert.Equal("I can't help with that.", Assert.Single(OpenAIAnswerReader.Read(Fixture.Bytes(Folder, "chat-refusal.reply.json")).Answers).Text);

    [Theory]
    [InlineData("responses.sse")]
    [InlineData("responses-call.sse")]
    [InlineData("responses-error.sse")]
    public async Task Responses_PassByteForByte(string name)
    {
        var stream = Fixture.Bytes(Folder, name);
        var replayed = await StreamReplay.AnyhowAsync(stream, "openai", Doors.Responses);
        Assert.Equal(Encoding.UTF8.GetString(stream), replayed.Client);
        Assert.Equal(name == "responses.sse", replayed.Usage is not null);
    }

    [Fact]
    public void ResponsesTurn_ForAnotherDialect_IsAskedCalledAndAnswered()
    {
        var request = Doors.Responses.ReadChat(
            new RequestFacts { Operation = Operation.Responses, Model = "m" }, Fixture.Bytes(Folder, "responses-turn.request.json"));
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.User], request.Messages.Select(message => message.Role));
        Assert.Equal(new ToolCallPart("call_fx1", "get_weather", """{"city":"Oslo"}"""), request.Messages[1].Parts.Single());
        Assert.Equal(("call_fx1", true), (((ToolResultPart)request.Messages[2].Parts.Single()).CallId, request.Tools.Single().Strict));
    }
}
