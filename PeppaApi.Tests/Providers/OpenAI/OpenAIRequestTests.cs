using System.Text;
using System.Text.Json;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Tests.Providers.OpenAI;

public sealed class OpenAIRequestTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    [Fact]
    public void Read_EveryControlField_IsFound()
    {
        var request = Read($$"""{"model":"gpt-4o",{{Messages}},"stream":true,"stream_options":{"include_usage":true},"max_tokens":5,"max_completion_tokens":9,"n":3,"other":{"model":"x"} }""");
        Assert.Equal(("gpt-4o", true, true, 9L, 3L), (request.Model, request.Stream, request.WantsUsage, request.OutputLimit, request.Choices));
    }

    [Theory]
    [InlineData("""{"messages":[{}]}""", "model")]
    [InlineData("""{"model":7,"messages":[{}]}""", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":"hi"}""", "messages")]
    [InlineData("""{"model":"m","messages":[]}""", "messages")]
    [InlineData("""{"model":"m","messages":["hi"]}""", "messages")]
    [InlineData("""{"model":"m","messages":[{}],"stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","messages":[{}],"n":0}""", "n")]
    [InlineData("""{"model":"m","messages":[{}],"n":-1}""", "n")]
    [InlineData("""{"model":"m","messages":[{}],"n":129}""", "n")]
    [InlineData("""{"model":"m","messages":[{}],"n":1.5}""", "n")]
    [InlineData("""{"model":"m","messages":[{}],"max_tokens":-5}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{}],"max_tokens":"5"}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{}],"max_tokens":99999999999999999999}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{}],"max_completion_tokens":4611686018427387904}""", "max_completion_tokens")]
    [InlineData("""{"model":"m","messages":[{}],"stream_options":{"include_usage":true}}""", "stream_options")]
    [InlineData("""{"model":"m","messages":[{}],"stream":true,"stream_options":7}""", "stream_options")]
    [InlineData("""{"model":"m","messages":[{}],"max_tokens":5,"max_tokens":900}""", "max_tokens")]
    [InlineData("""{"model":"m","model":"dear","messages":[{}]}""", "model")]
    [InlineData("""[]""", null)]
    [InlineData("""{"model":"m",""", null)]
    [InlineData("", null)]
    [InlineData("""{"model":"m","messages":[{}]} {}""", null)]
    public void Read_BadInput_NamesTheField(string body, string? param) =>
        Assert.Equal(param, Assert.Throws<RequestException>(() => Read(body)).Param);

    [Fact]
    public void Read_TooDeep_IsRefused() =>
        Assert.Throws<RequestException>(() => Read($$"""{"model":"m",{{Messages}},"x":{{new string('[', 500)}}{{new string(']', 500)}}}"""));

    [Fact]
    public void Read_ToolsBeyondReason_AreRefused()
    {
        var many = string.Join(',', Enumerable.Repeat("{}", 2_000));
        var deep = string.Concat(Enumerable.Repeat("{\"properties\":{\"x\":", 50)) + "{}" + new string('}', 100);
        Assert.Equal("tools", Assert.Throws<RequestException>(() => Read($$"""{"model":"m",{{Messages}},"tools":[{{many}}]}""")).Param);
        Assert.Equal("tools", Assert.Throws<RequestException>(() => Read($$"""{"model":"m",{{Messages}},"tools":[{"parameters":{{deep}} }]}""")).Param);
        Assert.Equal("response_format", Assert.Throws<RequestException>(() => Read($$"""{"model":"m",{{Messages}},"response_format":{{deep}} }""")).Param);
        Assert.Equal("m", Read($$"""{"model":"m",{{Messages}},"tools":[{"parameters":{"properties":{"x":{"type":"string"} } } }],"response_format":{"type":"text"} }""").Model);
    }

    [Theory]
    [InlineData("\"content\":\"DATA\"")]
    [InlineData("\"content\":[{\"type\":\"text\",\"text\":\"DATA\"}]")]
    [InlineData("\"content\":[{\"type\":\"file\",\"file\":{\"file_data\":\"DATA\"}}]")]
    public void Read_TextThatLooksLikeAPicture_CountsAsText(string content)
    {
        var data = content.Replace("DATA", "data:text/plain," + new string('a', 5_000), StringComparison.Ordinal);
        Assert.True(Read($$"""{"model":"m","messages":[{"role":"user",{{data}} }]}""").InputBound > 5_000);
    }

    [Fact]
    public void Read_DataThatIsNoBase64_IsRefused() => Assert.Equal("messages", Assert.Throws<RequestException>(() => Read(
        """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,no!"}}]}]}""")).Param);

    [Theory]
    [InlineData("""{"model":"m","prompt":["a","b","c"],"n":2}""", 6, 16)]
    [InlineData("""{"model":"m","prompt":[1,2,3],"best_of":4,"max_tokens":7}""", 4, 7)]
    [InlineData("""{"model":"m","prompt":"a"}""", 1, 16)]
    public void Read_Completions_CountsTheAnswers(string body, long choices, long limit)
    {
        var request = OpenAIRequestReader.Read(Operation.Completion, Encoding.UTF8.GetBytes(body));
        Assert.Equal((choices, limit), (request.Choices, request.OutputLimit));
    }

    [Fact]
    public void Read_Picture_CountsAsPictureNotAsText()
    {
        var data = new string('A', 100_000);
        var request = Read($$"""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{data}}"} }]}]}""");
        Assert.Equal(1, request.Images);
        Assert.InRange(request.InputBound, 1445, 1445 + 200);
    }

    [Theory]
    [InlineData("""{"model":"m",MSG,"unknown":[1,{"a":"ü"}]}""", null, null, """{"model":"m",MSG,"unknown":[1,{"a":"ü"}]}""")]
    [InlineData("""{"model":"m",MSG}""", "up/stream", null, """{"model":"up/stream",MSG}""")]
    [InlineData("""{"model":"m",MSG,"stream":true}""", null, null, """{"stream_options":{"include_usage":true},"model":"m",MSG,"stream":true}""")]
    [InlineData("""{"model":"m",MSG,"stream":true,"stream_options":null}""", null, null, null)]
    [InlineData("""{"model":"m",MSG,"stream":true,"stream_options":{}}""", null, null, """{"model":"m",MSG,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m",MSG,"stream":true,"stream_options":{"a":1}}""", null, null, """{"model":"m",MSG,"stream":true,"stream_options":{"include_usage":true,"a":1}}""")]
    [InlineData("""{"model":"m",MSG,"stream":true,"stream_options":{"include_usage":false}}""", null, null, """{"model":"m",MSG,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m",MSG,"stream":true,"stream_options":{"include_usage":true}}""", null, null, """{"model":"m",MSG,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m",MSG}""", null, 40, """{"max_tokens":40,"model":"m",MSG}""")]
    [InlineData("""{"model":"o3",MSG}""", null, 40, """{"max_completion_tokens":40,"model":"o3",MSG}""")]
    [InlineData("""{"model":"m","max_tokens":900,MSG}""", null, 40, """{"model":"m","max_tokens":40,MSG}""")]
    [InlineData("""{"model":"m","max_tokens":900,MSG,"max_completion_tokens":800}""", null, 40, """{"model":"m","max_tokens":40,MSG,"max_completion_tokens":40}""")]
    public void Edit_ChangesOnlyWhatItMust(string body, string? model, int? limit, string? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body.Replace("MSG", Messages, StringComparison.Ordinal));
        var request = OpenAIRequestReader.Read(Operation.Chat, bytes);
        var pieces = OpenAIRequestEditor.Edit(request, bytes, model ?? request.Model, limit);
        var sent = string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(piece.Span)));
        using var parsed = JsonDocument.Parse(sent);
        if (expected is not null)
        {
            Assert.Equal(expected.Replace("MSG", Messages, StringComparison.Ordinal), sent);
        }
        else
        {
            Assert.True(parsed.RootElement.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
            Assert.Equal(1, parsed.RootElement.EnumerateObject().Count(member => member.NameEquals("stream_options")));
        }
    }

    private static OpenAIRequest Read(string body) =>
        OpenAIRequestReader.Read(Operation.Chat, Encoding.UTF8.GetBytes(body));
}
