using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.OpenAI;

/// <summary>Responses for upstreams that do not speak that API: requests read, replies and streams written.</summary>
public sealed class ResponsesChatTests
{
    [Fact]
    public void Request_TwoTurnsWithCalls_IsTheConversation()
    {
        var request = Read("""
            {"model":"m","instructions":"Be brief.","max_output_tokens":50,"temperature":0.5,"top_p":0.9,"parallel_tool_calls":false,"user":"u1","store":true,"reasoning":{"effort":"low","summary":"auto"},
             "include":["reasoning.encrypted_content"],"text":{"format":{"type":"json_schema","name":"place","strict":true,"schema":{"type":"object"}},"verbosity":"low"},
             "tools":[{"type":"function","name":"get_weather","description":"Weather","parameters":{"type":"object"},"strict":true}],"tool_choice":{"type":"function","name":"get_weather"},
             "input":[{"role":"user","content":[{"type":"input_text","text":"Weather?"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}]},
              {"type":"reasoning","id":"rs_1","summary":[]},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},
              {"type":"function_call","call_id":"a","name":"get_weather","arguments":"{\"city\":\"Oslo\"}"},{"type":"function_call","call_id":"b","name":"get_weather","arguments":"{}"},
              {"type":"function_call_output","call_id":"a","output":"4 C"},{"type":"function_call_output","call_id":"b","output":[{"type":"input_text","text":"20 C"}]}]}
            """);
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User], request.Messages.Select(message => message.Role));
        Assert.Equal("Be brief.", request.Messages[0].Text);
        Assert.Equal([new TextPart("Weather?"), new ImagePart("image/png", "iVBORw0KGgo=", null, "low")], request.Messages[1].Parts);
        Assert.Equal(
            [new TextPart("I look."), new ToolCallPart("a", "get_weather", """{"city":"Oslo"}"""), new ToolCallPart("b", "get_weather", "{}")], request.Messages[2].Parts);
        Assert.Equal([("a", "get_weather", "4 C"), ("b", "get_weather", "20 C")], request.Messages[3].Parts.Cast<ToolResultPart>().Select(
            result => (result.CallId, result.Name!, ((TextPart)result.Content.Single()).Text)));
        Assert.Equal(new ChatTool("get_weather", "Weather", """{"type":"object"}""", true), request.Tools.Single());
        Assert.Equal(new ChatToolChoice(ChatToolMode.Named, "get_weather"), request.ToolChoice);
        Assert.Equal(new ChatFormat("""{"type":"object"}""", "place", null, true), request.Format);
        Assert.Equal((50L, 0.5, 0.9, false, "u1", "low"), (request.OutputLimit, request.Temperature, request.TopP, request.ParallelToolCalls, request.EndUser, request.Reasoning!.Effort));
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_1\"", "previous_response_id")]
    [InlineData("\"conversation\":\"conv_1\"", "conversation")]
    [InlineData("\"prompt\":{\"id\":\"pmpt_1\"}", "prompt")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools[0].type")]
    [InlineData("\"tools\":[{\"type\":\"custom\",\"name\":\"x\"}]", "tools[0].type")]
    [InlineData("\"tool_choice\":{\"type\":\"mcp\"}", "tool_choice")]
    [InlineData("\"include\":[\"message.output_text.logprobs\"]", "include")]
    [InlineData("\"top_logprobs\":2", "top_logprobs")]
    [InlineData("\"text\":{\"format\":{\"type\":\"grammar\"}}", "text.format.type")]
    [InlineData("\"of_our_own\":1", "of_our_own")]
    [InlineData("\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]", "input[0].type")]
    [InlineData("\"input\":[{\"role\":\"robot\",\"content\":\"x\"}]", "input[0].role")]
    [InlineData("\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"file_1\"}]}]", "input[0].content[0].file_id")]
    [InlineData("\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"file_1\"}]}]", "input[0].content[0].file_id")]
    [InlineData("\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"https://x.test/a.pdf\"}]}]", "input[0].content[0].file_url")]
    public void Request_CannotBeCarried_NamesTheField(string member, string param) =>
        Assert.Equal(param, Assert.Throws<RequestException>(() => Read($$"""{"model":"m",{{member}}}""")).Param);

    [Fact]
    public void Reply_ThoughtTextAndCall_AreItemsInOrder()
    {
        var reply = new ChatReply { Id = "up1" };
        reply.Answers.Add(new ChatAnswer([new ThinkingPart("Hm.", null), new TextPart("I "), new TextPart("look."), new ToolCallPart("call_1", "get_weather", "{}")], ChatFinish.ToolCalls));
        var written = JsonNode.Parse(Doors.Responses.WriteReply(reply, Facts, new UsageReport { UncachedInput = 5, CachedRead = 4, OutputText = 2, Reasoning = 1 }, DateTimeOffset.UnixEpoch));
        Fixture.AssertSays(JsonNode.Parse("""
            {"id":"resp_up1","object":"response","status":"completed","model":"asked-for","incomplete_details":null,"output":[
             {"id":"rs_up1_0","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},
             {"id":"msg_up1_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"I look.","annotations":[]}]},
             {"id":"fc_up1_2","type":"function_call","status":"completed","call_id":"call_1","name":"get_weather","arguments":"{}"}],
             "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":12}}
            """), written);
    }

    [Theory]
    [InlineData(ChatFinish.Length, "max_output_tokens")]
    [InlineData(ChatFinish.Filter, "content_filter")]
    public void Reply_EndedEarly_IsIncomplete(ChatFinish finish, string reason)
    {
        var reply = new ChatReply { Id = "up1" };
        reply.Answers.Add(new ChatAnswer([new TextPart("I")], finish));
        var written = JsonNode.Parse(Doors.Responses.WriteReply(reply, Facts, default, DateTimeOffset.UnixEpoch))!;
        Assert.Equal(("incomplete", reason), ((string)written["status"]!, (string)written["incomplete_details"]!["reason"]!));
    }

    [Fact]
    public async Task Stream_ThoughtTextAndCall_IsTypedAndNumberedInOrder()
    {
        var replayed = await StreamReplay.AnyhowAsync(Fixture.Bytes("Anthropic", "thinking.sse"), "anthropic", Doors.Responses);
        var events = replayed.Client.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split("\ndata: ")).ToList();
        var payloads = events.ConvertAll(one => JsonNode.Parse(one[1])!);
        Assert.Equal(Enumerable.Range(0, payloads.Count), payloads.Select(payload => (int)payload["sequence_number"]!));
        Assert.All(events.Zip(payloads), pair => Assert.Equal(pair.First[0], $"event: {pair.Second["type"]}"));
        Assert.Equal(
            [
                "response.created", "response.in_progress",
                "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done",
                "response.completed",
            ],
            payloads.Select(payload => (string)payload["type"]!));
        Fixture.AssertSays(JsonNode.Parse("""
            {"response":{"status":"completed","output":[{"type":"reasoning","summary":[{"text":"I need the tool."}]},{"type":"message","content":[{"text":"Checking now."}]},
             {"type":"function_call","call_id":"toolu_fx02","name":"get_weather","arguments":"{\"city\": \"Oslo\"}"}],"usage":{"input_tokens":412,"output_tokens":77,"total_tokens":489}}}
            """), payloads[^1]);
        Assert.Single(payloads.Select(payload => (string?)payload["response"]?["id"]).OfType<string>().Distinct());
    }

    private static RequestFacts Facts => new() { Operation = Operation.Responses, Model = "asked-for" };

    private static ChatRequest Read(string body) => Doors.Responses.ReadChat(Facts, Encoding.UTF8.GetBytes(body));
}
