using System.Text;
using PeppaApi.Providers;
using PeppaApi.Providers.Anthropic;

namespace PeppaApi.Tests.Providers.Anthropic;

public sealed class AnthropicRequestTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    [Fact]
    public void Read_EveryControlField_IsFound()
    {
        var request = Read($$"""{"model":"claude-x",{{Messages}},"stream":true,"max_tokens":50,"thinking":{"type":"enabled","budget_tokens":1024},"other":{"model":"x"} }""");
        Assert.Equal(("claude-x", true, 50L, 1024L, 1L), (request.Model, request.Stream, request.OutputLimit, request.ThinkingBudget, request.Choices));
    }

    [Theory]
    [InlineData("""{"max_tokens":5,MSG}""", "model")]
    [InlineData("""{"model":"m",MSG}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":0,MSG}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":"5",MSG}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":null,MSG}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":5,"max_tokens":9,MSG}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":5,MSG,"stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","max_tokens":5,MSG,"thinking":"yes"}""", "thinking")]
    [InlineData("""{"model":"m","max_tokens":5,MSG,"thinking":{"budget_tokens":-1}}""", "thinking.budget_tokens")]
    [InlineData("""{"model":"m","max_tokens":5,MSG,"tools":{}}""", "tools")]
    [InlineData("""{"model":"m","max_tokens":5}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":[]}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":["hi"]}""", "messages[0]")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"},{"role":"wizard","content":"x"}]}""", "messages[1].role")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages[0].content.type")]
    [InlineData("""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"!!"}}]}]}""", "messages[0].content.source.data")]
    [InlineData("""[]""", null)]
    [InlineData("""{"model":"m",""", null)]
    public void Read_BadInput_NamesTheField(string body, string? param) =>
        Assert.Equal(param, Assert.Throws<RequestException>(() => Read(body.Replace("MSG", Messages, StringComparison.Ordinal))).Param);

    [Fact]
    public void Read_ToolsBeyondReason_AreRefused()
    {
        var tools = string.Join(',', Enumerable.Repeat("""{"name":"f"}""", 2_000));
        Assert.Equal("tools", Assert.Throws<RequestException>(() => Read($$"""{"model":"m","max_tokens":5,{{Messages}},"tools":[{{tools}}]}""")).Param);
        var deep = string.Concat(Enumerable.Repeat("{\"properties\":{\"x\":", 50)) + "{}" + new string('}', 100);
        Assert.Equal("tools", Assert.Throws<RequestException>(() => Read($$"""{"model":"m","max_tokens":5,{{Messages}},"tools":[{"name":"f","input_schema":{{deep}} }]}""")).Param);
    }

    [Fact]
    public void Read_Picture_CountsAsPictureNotAsText()
    {
        var data = new string('A', 100_000);
        var request = Read($$"""{"model":"claude-x","max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"source":{"type":"base64","media_type":"image/png","data":"{{data}}"},"type":"image"}]}]}]}""");
        Assert.Equal(1, request.Images);
        Assert.InRange(request.InputBound, 4_800, 4_800 + 300);
    }

    [Fact]
    public void Read_TextThatCallsItselfData_CountsAsText()
    {
        var data = new string('A', 100_000);
        var request = Read($$"""{"model":"claude-x","max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"source":{"type":"base64","data":"{{data}}"} } }]}]}""");
        Assert.True(request.InputBound > 100_000);
    }

    [Theory]
    [InlineData("""{"model":"m","max_tokens":900,MSG}""", "up", 40, """{"model":"up","max_tokens":40,MSG}""")]
    [InlineData("""{"model":"m","max_tokens":9000,MSG,"thinking":{"type":"enabled","budget_tokens":4000}}""", "m", 2000, """{"model":"m","max_tokens":2000,MSG,"thinking":{"type":"enabled","budget_tokens":1024}}""")]
    [InlineData("""{"model":"m","max_tokens":9000,MSG,"thinking":{"type":"enabled","budget_tokens":4000}}""", "m", 100, """{"model":"m","max_tokens":100,MSG,"thinking":{"type":"disabled"}}""")]
    [InlineData("""{"model":"m","max_tokens":9000,MSG,"thinking":{"type":"enabled","budget_tokens":4000}}""", "m", 5000, """{"model":"m","max_tokens":5000,MSG,"thinking":{"type":"enabled","budget_tokens":4000}}""")]
    public void Edit_ChangesOnlyWhatItMust(string body, string model, int limit, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body.Replace("MSG", Messages, StringComparison.Ordinal));
        var pieces = AnthropicRequestEditor.Edit(AnthropicRequestReader.Read(Operation.Chat, bytes), bytes, model, limit);
        Assert.Equal(expected.Replace("MSG", Messages, StringComparison.Ordinal), string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(piece.Span))));
    }

    [Fact]
    public void CountInput_NeverAboveTheBound()
    {
        var body = Encoding.UTF8.GetBytes("""{"model":"claude-x","system":[{"type":"text","text":"你好，世界"}],"messages":[{"role":"user","content":[{"type":"text","text":"hello"},{"type":"tool_result","tool_use_id":"t","content":"4 C"}]}],"tools":[{"name":"f","input_schema":{}}]}""");
        var request = AnthropicRequestReader.Read(Operation.CountTokens, body);
        Assert.InRange(AnthropicInputCounter.Count(new TokenCounter(), request, body), 12, request.InputBound);
    }

    private static AnthropicRequest Read(string body) => AnthropicRequestReader.Read(Operation.Chat, Encoding.UTF8.GetBytes(body));
}
