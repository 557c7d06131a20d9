using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Anthropic;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.Anthropic;

/// <summary>Requests from one dialect into the other, feature by feature.</summary>
public sealed class AnthropicChatTests
{
    private const string User = """{"role":"user","content":"hi"}""";

    [Theory]
    [InlineData("instructions", """{"messages":[{"role":"system","content":"a"},{"role":"user","content":"hi"},{"role":"developer","content":[{"type":"text","text":"b"}]}]}""", """{"system":"a\nb","messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("a turn that is missing", """{"messages":[{"role":"assistant","content":"a "}]}""", """{"messages":[{"role":"user","content":"..."},{"role":"assistant","content":"a"}]}""")]
    [InlineData("turns that repeat", """{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}""", """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}""")]
    [InlineData("pictures", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpg;base64,AAAA"}},{"type":"image_url","image_url":"https://x.test/a.png"}]}]}""", """{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://x.test/a.png"}}]}]}""")]
    [InlineData("documents", """{"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]}]}""", """{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"},"title":"a.pdf"}]}]}""")]
    [InlineData("tools over two turns", """{"messages":[USER,{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"no json"}}]},{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"two"}]},{"role":"user","content":"so?"}],"tools":[{"type":"function","function":{"name":"f"}}]}""", """{"messages":[USER,{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{"a":1}},{"type":"tool_use","id":"c2","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"},{"type":"tool_result","tool_use_id":"c2","content":"two"},{"type":"text","text":"so?"}]}],"tools":[{"name":"f","input_schema":{"type":"object","properties":{}}}]}""")]
    [InlineData("tool choice", """{"messages":[USER],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"required","parallel_tool_calls":false}""", """{"messages":[USER],"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any","disable_parallel_tool_use":true}}""")]
    [InlineData("a named tool", """{"messages":[USER],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"f"}}}""", """{"tool_choice":{"type":"tool","name":"f"}}""")]
    [InlineData("one call at a time", """{"messages":[USER],"tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":false}""", """{"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""")]
    [InlineData("sampling", """{"messages":[USER],"temperature":1.7,"top_p":0.5,"top_k":3,"stop":"END","user":"u","presence_penalty":1,"seed":5}""", """{"temperature":1,"top_k":3,"stop_sequences":["END"],"metadata":{"user_id":"u"},"top_p":null,"presence_penalty":null,"seed":null}""")]
    [InlineData("a JSON schema", """{"messages":[USER],"response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object"}}}}""", """{"system":"Answer with one valid JSON value that keeps to this JSON schema, and nothing else: no introduction, no code fence.\n{\"type\":\"object\"}"}""")]
    [InlineData("reasoning", """{"messages":[USER],"reasoning_effort":"low","temperature":0.5,"max_tokens":9000}""", """{"max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":1024},"temperature":null}""")]
    [InlineData("reasoning without room", """{"messages":[USER],"reasoning_effort":"high","max_tokens":500}""", """{"max_tokens":500,"thinking":null}""")]
    [InlineData("reasoning half of the room", """{"messages":[USER],"reasoning_effort":"high","max_completion_tokens":4000}""", """{"max_tokens":4000,"thinking":{"type":"enabled","budget_tokens":2000}}""")]
    [InlineData("no limit", """{"messages":[USER]}""", """{"max_tokens":4096}""")]
    public void FromOpenAI_ToAnthropic(string feature, string sent, string expected)
    {
        var request = OpenAIChatReader.Read(Encoding.UTF8.GetBytes(sent.Replace("USER", User, StringComparison.Ordinal)));
        request.AssumedLimit = 4096;
        var written = AnthropicChatWriter.Write(request, StreamReplay.Target("anthropic", "claude-x"));
        var actual = JsonNode.Parse(written)!;
        Assert.Equal("claude-x", (string?)actual["model"]);
        Fixture.AssertSays(JsonNode.Parse(expected.Replace("USER", User, StringComparison.Ordinal)), actual, feature);
        // What was written is a request that the vendor takes.
        Assert.NotNull(AnthropicRequestReader.Read(Operation.Chat, written));
    }

    [Theory]
    [InlineData("""{"messages":[USER],"n":2}""", "n")]
    [InlineData("""{"messages":[USER],"stop":[" "]}""", "stop")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""", "messages.content.input_audio")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/zip;base64,AAAA"}}]}]}""", "messages.content.file")]
    public void FromOpenAI_NoWordForIt_IsRefusedByName(string sent, string field)
    {
        var request = OpenAIChatReader.Read(Encoding.UTF8.GetBytes(sent.Replace("USER", User, StringComparison.Ordinal)));
        Assert.Equal(field, Assert.Throws<RequestException>(() => AnthropicChatWriter.Write(request, StreamReplay.Target("anthropic"))).Param);
    }

    [Theory]
    [InlineData("instructions", """{"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"text","text":"b"}],"messages":[USER]}""", """{"messages":[{"role":"system","content":"a\nb"},USER]}""")]
    [InlineData("pictures", """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://x.test/a.png"}}]}]}""", """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://x.test/a.png"}}]}]}""")]
    [InlineData("a tool result with a picture", """{"messages":[USER,{"role":"assistant","content":[{"type":"text","text":"t"},{"type":"tool_use","id":"c1","name":"f","input":{"a": 1}},{"type":"tool_use","id":"c2","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"one"},{"type":"image","source":{"type":"url","url":"https://x.test/a.png"}}]},{"type":"tool_result","tool_use_id":"c2","is_error":true,"content":"broken"}]}]}""", """{"messages":[USER,{"role":"assistant","content":"t","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c2","content":"Error: broken"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.test/a.png"}}]}]}""")]
    [InlineData("documents", """{"messages":[{"role":"user","content":[{"type":"document","title":"a","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}},{"type":"document","title":"b","source":{"type":"text","media_type":"text/plain","data":"c"}}]}]}""", """{"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a","file_data":"data:application/pdf;base64,AAAA"}},{"type":"text","text":"b\nc"}]}]}""")]
    [InlineData("thoughts", """{"messages":[USER,{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"a"}]},USER]}""", """{"messages":[USER,{"role":"assistant","content":"a"},USER]}""")]
    [InlineData("tool choice", """{"messages":[USER],"tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],"tool_choice":{"type":"any","disable_parallel_tool_use":true}}""", """{"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],"tool_choice":"required","parallel_tool_calls":false}""")]
    [InlineData("a named tool", """{"messages":[USER],"tools":[{"name":"f"}],"tool_choice":{"type":"tool","name":"f"}}""", """{"tool_choice":{"type":"function","function":{"name":"f"}}}""")]
    [InlineData("sampling", """{"messages":[USER],"temperature":0.5,"top_p":0.5,"top_k":3,"stop_sequences":["a","b","c","d","e"],"metadata":{"user_id":"u"}}""", """{"temperature":0.5,"top_p":0.5,"stop":["a","b","c","d"],"user":"u","top_k":null}""")]
    [InlineData("thinking for a model that does not", """{"messages":[USER],"thinking":{"type":"enabled","budget_tokens":2000}}""", """{"reasoning_effort":null,"thinking":null}""")]
    [InlineData("a JSON schema", """{"messages":[USER],"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}""", """{"response_format":{"type":"json_schema","json_schema":{"name":"reply","schema":{"type":"object"}}}}""")]
    public void FromAnthropic_ToOpenAI(string feature, string sent, string expected)
    {
        var request = AnthropicChatReader.Read(Encoding.UTF8.GetBytes(sent.Replace("USER", User, StringComparison.Ordinal)));
        var actual = JsonNode.Parse(OpenAIChatWriter.Write(request, StreamReplay.Target("openai", "gpt-4o")));
        Fixture.AssertSays(JsonNode.Parse(expected.Replace("USER", User, StringComparison.Ordinal)), actual, feature);
    }

    [Theory]
    [InlineData(1024, "low")]
    [InlineData(9000, "medium")]
    [InlineData(30000, "high")]
    public void FromAnthropic_ThinkingForAModelThatDoes_BecomesAnEffort(int budget, string effort)
    {
        var request = AnthropicChatReader.Read(Encoding.UTF8.GetBytes(
            $$"""{"max_tokens":64,"messages":[{{User}}],"temperature":1,"thinking":{"type":"enabled","budget_tokens":{{budget}} } }"""));
        Fixture.AssertSays(
            JsonNode.Parse($$"""{"reasoning_effort":"{{effort}}","max_completion_tokens":64,"max_tokens":null,"temperature":null}"""),
            JsonNode.Parse(OpenAIChatWriter.Write(request, StreamReplay.Target("openai", "gpt-5"))));
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", "tools[0].type")]
    [InlineData("\"tool_choice\":{\"type\":\"auto\"}", "tool_choice")]
    [InlineData("\"mcp_servers\":[{\"url\":\"x\"}]", "mcp_servers")]
    [InlineData("\"container\":\"c\"", "container")]
    [InlineData("\"temperature\":1.5", "temperature")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}]}]", "messages[0].content[0].source.type")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"search_result\"}]}]", "messages[0].content[0].type")]
    public void FromAnthropic_NotCarried_IsNamed(string member, string field) =>
        Assert.Equal(field, Assert.Throws<RequestException>(() => AnthropicChatReader.Read(Encoding.UTF8.GetBytes($$"""{{{member}}}"""))).Param);
}
