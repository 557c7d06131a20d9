using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.Spark;

/// <summary>Spark's HTTP door: answers without id, model and end are completed, errors under 200 are none.</summary>
public sealed class SparkHttpTests
{
    [Fact]
    public async Task Stream_ForOpenAI_HasIdModelAndEnd()
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes("Spark", "http.sse"), "spark-http", Doors.OpenAI);
        Assert.Equal((new UsageReport { UncachedInput = 2, OutputText = 2 }, true, 3L), (replayed.Usage, replayed.Finished, replayed.OutputBytes));
        var chunks = replayed.Client.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => one["data: ".Length..]).ToList();
        Assert.Equal("[DONE]", chunks[^1]);
        var parsed = chunks[..^1].ConvertAll(chunk => JsonNode.Parse(chunk)!);
        Assert.All(parsed, chunk => Assert.Equal(("asked-for", "chat.completion.chunk"), ((string)chunk["model"]!, (string)chunk["object"]!)));
        Assert.Equal("Hi!", string.Concat(parsed.Select(chunk => (string?)chunk["choices"]?.AsArray().FirstOrDefault()?["delta"]?["content"])));
        Assert.Equal(["stop"], parsed.Select(chunk => (string?)chunk["choices"]!.AsArray().FirstOrDefault()?["finish_reason"]).OfType<string>());
    }

    [Fact]
    public async Task Stream_CodeInTheMiddle_IsAnError()
    {
        var first = Encoding.UTF8.GetString(Fixture.Bytes("Spark", "http.sse")).Split("\n\n")[0];
        var replayed = await StreamReplay.AnyhowAsync(
            Encoding.UTF8.GetBytes(first + "\n\ndata:{\"code\":10110,\"message\":\"busy\",\"sid\":\"s\"}\n\n"), "spark-http", Doors.OpenAI);
        Assert.False(replayed.Finished);
        Assert.Contains("\"message\":\"busy\"", replayed.Client, StringComparison.Ordinal);
    }

    [Fact]
    public void Reply_IsReadWithItsSession()
    {
        var (target, body) = (StreamReplay.Target("spark-http"), Fixture.Bytes("Spark", "http.reply.json"));
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var reading = target.Provider.Dialect.ReadReply(target, Operation.Chat, body, output);
        Assert.Equal(new ReplyReading(true, false, new UsageReport { UncachedInput = 2, OutputText = 2 }), reading);
        var reply = target.Provider.Dialect.ReadChat(body);
        Assert.Equal(("cha000fx05@dx19", "Hi!"), (reply.Id, reply.Answers.Single().Text));
    }

    [Fact]
    public void Reply_WithACode_IsAnError()
    {
        var target = StreamReplay.Target("spark-http");
        using var output = new OutputText(new TokenCounter(), "gpt-4o");
        var body = "{\"code\":11200,\"message\":\"AppIdNoAuthError\",\"sid\":\"s\"}"u8.ToArray();
        Assert.True(target.Provider.Dialect.ReadReply(target, Operation.Chat, body, output).HasError);
        Assert.Equal(("AppIdNoAuthError", "11200"), (target.Provider.Dialect.ReadError(body, "k")?.Message, target.Provider.Dialect.ReadError(body, "k")?.Code));
    }
}
