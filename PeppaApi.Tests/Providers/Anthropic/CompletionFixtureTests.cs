using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Anthropic.Completion;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.Anthropic;

/// <summary>The text completions of claude-2, replayed whole, cut at every byte and at random borders.</summary>
public sealed class CompletionFixtureTests
{
    private const string Provider = "anthropic-complete";

    [Fact]
    public async Task Stream_ForOpenAI_SaysTheSameWithoutTheFirstBlank()
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes("Anthropic", "complete.sse"), Provider, Doors.OpenAI);
        Assert.Equal(((UsageReport?)null, true, 9L), (replayed.Usage, replayed.Finished, replayed.OutputBytes));
        var chunks = replayed.Client.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => one["data: ".Length..]).ToList();
        Assert.Equal("[DONE]", chunks[^1]);
        var choices = chunks[..^1].Select(chunk => JsonNode.Parse(chunk)!["choices"]!.AsArray().FirstOrDefault()).ToList();
        Assert.Equal("Hi there", string.Concat(choices.Select(choice => (string?)choice?["delta"]?["content"])));
        Assert.Equal(["stop"], choices.Select(choice => (string?)choice?["finish_reason"]).OfType<string>());
    }

    [Fact]
    public void Reply_IsReadWithoutTheFirstBlank()
    {
        var body = Fixture.Bytes("Anthropic", "complete.reply.json");
        using var output = new OutputText(new TokenCounter(), "claude-2");
        Assert.Equal(new ReplyReading(true, false, null), CompletionReplyReader.Read(body, output));
        Assert.True(output.Any);
        var answer = CompletionAnswerReader.Read(body).Answers.Single();
        Assert.Equal(("Hi there", ChatFinish.Stop), (answer.Text, answer.Finish));
    }

    [Fact]
    public void Request_OfOpenAI_IsTheFixture()
    {
        var request = OpenAIChatReader.Read(Body("\"messages\":[{\"role\":\"user\",\"content\":\"Say hi\"}],\"max_tokens\":16"));
        request.Stream = true;
        var written = JsonNode.Parse(CompletionChatWriter.Write(request, StreamReplay.Target(Provider, "claude-2.1")));
        Assert.True(JsonNode.DeepEquals(Fixture.Json("Anthropic", "complete.request.json"), written), written!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"role":"user","content":"Say hi"}""", "\n\nHuman: Say hi\n\nAssistant:")]
    [InlineData("""{"role":"system","content":"Be brief."},{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}""", "\n\nHuman: Be brief.\n\na\n\nAssistant: b\n\nHuman: c\n\nAssistant:")]
    [InlineData("""{"role":"assistant","content":"a"},{"role":"user","content":"b"}""", "\n\nHuman:\n\nAssistant: a\n\nHuman: b\n\nAssistant:")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","content":"b "}""", "\n\nHuman: a\n\nAssistant: b")]
    public void Conversation_IsOneText(string messages, string expected)
    {
        var written = Write($"\"messages\":[{messages}],\"max_tokens\":16,\"temperature\":1.5,\"stop\":[\"END\"],\"user\":\"u\"");
        Assert.True(JsonNode.DeepEquals(
            new JsonObject { ["model"] = "claude-2.1", ["prompt"] = expected, ["max_tokens_to_sample"] = 16, ["temperature"] = 1, ["stop_sequences"] = new JsonArray("END"), ["metadata"] = new JsonObject { ["user_id"] = "u" } },
            written));
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]", "tools")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"},\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]", "response_format")]
    [InlineData("\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]", "n")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]", "messages")]
    public void Request_WithWhatATextCannotSay_IsRefusedByName(string members, string field) =>
        Assert.Equal(field, Assert.Throws<RequestException>(() => Write(members)).Param);

    private static JsonNode Write(string members) => JsonNode.Parse(CompletionChatWriter.Write(
        OpenAIChatReader.Read(Body(members)), StreamReplay.Target(Provider, "claude-2.1")))!;

    private static byte[] Body(string members) => System.Text.Encoding.UTF8.GetBytes($"{{\"model\":\"claude-2\",{members}}}");
}
