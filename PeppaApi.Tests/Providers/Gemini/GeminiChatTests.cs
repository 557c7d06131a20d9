using System.Text;
using System.Text.Json.Nodes;
using PeppaApi.Providers;
using PeppaApi.Providers.Anthropic;
using PeppaApi.Providers.Gemini;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers.Gemini;

/// <summary>Conversations on their way into and out of the Gemini dialect.</summary>
public sealed class GeminiChatTests
{
    [Fact]
    public void Conversation_OfOpenAI_IsWrittenWhole()
    {
        const string Request = """
            {"model":"m","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}},{"type":"input_audio","input_audio":{"format":"wav","data":"aGk="}}]},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"call_r1_0_seal_c2lnLWZ4","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},
                {"id":"b","type":"function","function":{"name":"f","arguments":"{\"a\":2}"}}]},
              {"role":"tool","tool_call_id":"b","content":"two"},
              {"role":"tool","tool_call_id":"call_r1_0_seal_c2lnLWZ4","content":"{\"n\":1}"},
              {"role":"user","content":"And?"}],
             "tools":[{"type":"function","function":{"name":"f","description":"F","strict":true,"parameters":{"type":"object","additionalProperties":false,"properties":{"a":{"type":["integer","null"],"default":3}},"required":["a"]}}},
                      {"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{}}}}],
             "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":true,
             "max_tokens":100,"temperature":0.5,"top_p":0.9,"presence_penalty":1,"frequency_penalty":-1,"seed":7,"stop":["A","B","C","D","E","F"],"n":2,
             "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"k":{"const":"v"}}}}},
             "reasoning_effort":"low","user":"me"}
            """;
        const string Expected = """
            {"systemInstruction":{"parts":[{"text":"Be brief."}]},
             "contents":[
               {"role":"user","parts":[{"text":"Look"},{"inlineData":{"mimeType":"image/png","data":"aGk="}},{"inlineData":{"mimeType":"audio/wav","data":"aGk="}}]},
               {"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2lnLWZ4"},{"functionCall":{"name":"f","args":{"a":2}}}]},
               {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"n":1}}},{"functionResponse":{"name":"f","response":{"output":"two"}}},{"text":"And?"}]}],
             "tools":[{"functionDeclarations":[{"name":"f","description":"F","parameters":{"type":"object","properties":{"a":{"type":"integer","nullable":true}},"required":["a"]}},{"name":"g"}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
             "generationConfig":{"maxOutputTokens":100,"temperature":0.5,"topP":0.9,"presencePenalty":1,"frequencyPenalty":-1,"seed":7,"stopSequences":["A","B","C","D","E"],"candidateCount":2,
               "responseMimeType":"application/json","responseSchema":{"type":"object","properties":{"k":{"type":"string","enum":["v"]}}},
               "thinkingConfig":{"includeThoughts":true,"thinkingBudget":50}}}
            """;
        var written = Encoding.UTF8.GetString(Write(Request));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), JsonNode.Parse(written)), written);
    }

    [Fact]
    public void Conversation_ForOpenAI_IsWrittenWhole()
    {
        const string Request = """
            {"system_instruction":{"parts":[{"text":"Be brief."}]},
             "contents":[
               {"role":"user","parts":[{"text":"Look"},{"inline_data":{"mime_type":"image/png","data":"aGk"}},{"fileData":{"mimeType":"image/jpeg","fileUri":"https://x.example.test/a.jpg"}}]},
               {"role":"model","parts":[{"text":"Hm.","thought":true},{"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"f","args":{"a":2}}},{"functionCall":{"id":"own","name":"g"}}]},
               {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"one"}}},{"functionResponse":{"name":"f","response":{"x":2}}},{"functionResponse":{"id":"own","name":"g","response":{"error":"No."}}}]}],
             "tools":[{"functionDeclarations":[{"name":"f","description":"F","parameters":{"type":"OBJECT","properties":{"a":{"type":"INTEGER","nullable":true},"type":{"type":"STRING","format":"enum","enum":["x"]}},"propertyOrdering":["a"]}},{"name":"g"},{"name":"h"}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f","g"]}},
             "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],
             "generationConfig":{"topP":0.5,"topK":40,"responseMimeType":"application/json","responseSchema":{"type":"ARRAY","minItems":"1","items":{"type":"STRING"}},"thinkingConfig":{"thinkingBudget":2000}}}
            """;
        const string Expected = """
            {"model":"gpt-4o-mini","top_p":0.5,
             "messages":[
               {"role":"system","content":"Be brief."},
               {"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}},{"type":"image_url","image_url":{"url":"https://x.example.test/a.jpg"}}]},
               {"role":"assistant","content":null,"tool_calls":[
                 {"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},
                 {"id":"call_2","type":"function","function":{"name":"f","arguments":"{\"a\":2}"}},
                 {"id":"own","type":"function","function":{"name":"g","arguments":"{}"}}]},
               {"role":"tool","tool_call_id":"call_1","content":"one"},
               {"role":"tool","tool_call_id":"call_2","content":"{\"x\":2}"},
               {"role":"tool","tool_call_id":"own","content":"Error: No."}],
             "tools":[
               {"type":"function","function":{"name":"f","description":"F","parameters":{"type":"object","properties":{"a":{"type":["integer","null"]},"type":{"type":"string","enum":["x"]}}}}},
               {"type":"function","function":{"name":"g"}}],
             "tool_choice":"required",
             "response_format":{"type":"json_schema","json_schema":{"name":"reply","schema":{"type":"array","minItems":1,"items":{"type":"string"}}}}}
            """;
        var written = Encoding.UTF8.GetString(OpenAIChatWriter.Write(GeminiChatReader.Read(Encoding.UTF8.GetBytes(Request)), StreamReplay.Target("openai", "gpt-4o-mini")));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), JsonNode.Parse(written)), written);
    }

    [Fact]
    public void Conversation_OfAnthropic_KeepsResultsAndPictures()
    {
        const string Request = """
            {"model":"m","max_tokens":5,"messages":[
              {"role":"user","content":"hi"},
              {"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"s"},{"type":"tool_use","id":"t1","name":"f","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"No."},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]}]}]}
            """;
        var written = GeminiChatWriter.Write(AnthropicChatReader.Read(Encoding.UTF8.GetBytes(Request)), StreamReplay.Target("gemini", "gemini-2.0-flash"));
        Fixture.AssertSays(
            JsonNode.Parse("""
                {"contents":[{"role":"user"},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},
                 {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"error":"No."}}},{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}]}
                """),
            JsonNode.Parse(written));
    }

    [Fact]
    public void Instructions_Alone_AreWhatTheClientSays()
    {
        var written = JsonNode.Parse(Write("""{"model":"m","messages":[{"role":"system","content":"Say hi."}]}"""))!;
        Assert.Equal("""[{"role":"user","parts":[{"text":"Say hi."}]}]""", written["contents"]!.ToJsonString());
        Assert.Null(written["systemInstruction"]);
    }

    [Theory]
    [InlineData("gemini-2.0-flash", "high", null)]
    [InlineData("gemini-2.5-flash", "none", """{"includeThoughts":false,"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-flash", "high", """{"includeThoughts":true,"thinkingBudget":24576}""")]
    [InlineData("gemini-2.5-flash-lite", "minimal", """{"includeThoughts":true,"thinkingBudget":1024}""")]
    [InlineData("gemini-2.5-pro", "none", """{"includeThoughts":false,"thinkingBudget":128}""")]
    [InlineData("gemini-3-pro-preview", "none", """{"includeThoughts":false,"thinkingLevel":"low"}""")]
    [InlineData("gemini-3-flash", "medium", """{"includeThoughts":true,"thinkingLevel":"medium"}""")]
    [InlineData("gemini-2.5-flash-image", "high", null)]
    public void Thinking_ByModel_IsWhatTheModelTakes(string model, string effort, string? expected)
    {
        var written = JsonNode.Parse(Write($$"""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"{{effort}}"}""", model))!;
        Assert.Equal(expected, written["generationConfig"]!["thinkingConfig"]?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"$defs":{"p":{"type":"object","title":"P","properties":{"n":{"type":"string","minLength":1}}}},"type":"object","properties":{"p":{"$ref":"#/$defs/p"},"q":{"anyOf":[{"$ref":"#/$defs/p"},{"type":"null"}]}}}""",
        """{"type":"object","properties":{"p":{"type":"object","properties":{"n":{"type":"string"}}},"q":{"nullable":true,"type":"object","properties":{"n":{"type":"string"}}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"oneOf":[{"type":"string"},{"type":"integer","exclusiveMinimum":0}]},"b":{"type":["string","number"]},"c":{"type":"array"}}}""",
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]},"b":{"anyOf":[{"type":"string"},{"type":"number"}]},"c":{"type":"array","items":{"type":"string"}}}}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{"type":"string","format":"date-time"}},"required":["a","zz"]},{"properties":{"b":{"type":"string","format":"uri"}},"required":["b"]}]}""",
        """{"type":"object","properties":{"a":{"type":"string","format":"date-time"},"b":{"type":"string"}},"required":["a","b"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"enum":["x",null]},"b":{"type":"integer","enum":[1,2]}}}""",
        """{"type":"object","properties":{"a":{"type":"string","enum":["x"],"nullable":true},"b":{"type":"integer"}}}""")]
    public void Schema_OfJson_IsOneThatGeminiTakes(string schema, string expected)
    {
        var written = GeminiSchemaWriter.Write(schema, "tools");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(written!)), written);
    }

    [Theory]
    [InlineData("""{"$defs":{"p":{"type":"object","properties":{"p":{"$ref":"#/$defs/p"}}}},"$ref":"#/$defs/p"}""", "tools")]
    [InlineData("""{"type":"object","properties":{"p":{"$ref":"#/$defs/none"}}}""", "tools.$ref")]
    [InlineData("""{"type":"object","properties":{"p":{"type":"string"},"p":{"type":"number"}}}""", "tools")]
    public void Schema_ThatCannotBePutInPlace_IsRefused(string schema, string field) =>
        Assert.Equal(field, Assert.Throws<RequestException>(() => GeminiSchemaWriter.Write(schema, "tools")).Param);

    [Fact]
    public void Schema_WhoseReferencesUnfoldWithoutEnd_IsRefusedAtOnce()
    {
        var definitions = new JsonObject { ["d30"] = new JsonObject { ["type"] = "string" } };
        for (var number = 0; number < 30; number++)
        {
            var next = $"#/$defs/d{number + 1}";
            definitions[$"d{number}"] = new JsonObject { ["properties"] = new JsonObject { ["a"] = new JsonObject { ["$ref"] = next }, ["b"] = new JsonObject { ["$ref"] = next } } };
        }

        var schema = new JsonObject { ["$defs"] = definitions, ["$ref"] = "#/$defs/d0" }.ToJsonString();
        Assert.Equal("tools", Assert.Throws<RequestException>(() => GeminiSchemaWriter.Write(schema, "tools")).Param);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example.test/a.png"}}]}]}""", "messages.content.image_url")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":9}""", "n")]
    [InlineData("""{"messages":[{"role":"tool","tool_call_id":"gone","content":"x"}]}""", "tool_call_id")]
    public void Request_OfOpenAI_NotCarried_IsRefusedByName(string request, string field) =>
        Assert.Equal(field, Assert.Throws<RequestException>(() => Write(request)).Param);

    [Theory]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"googleSearch":{}}]}""", "tools[0].googleSearch")]
    [InlineData("""{"contents":[{"parts":[{"fileData":{"mimeType":"video/mp4","fileUri":"https://x.example.test"}}]}]}""", "contents[0].parts[0].fileData")]
    [InlineData("""{"contents":[{"parts":[{"executableCode":{"code":"x"}}]}]}""", "contents[0].parts[0].executableCode")]
    [InlineData("""{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}""", "contents[0].parts[0].functionResponse")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseModalities":["AUDIO"]}}""", "generationConfig.responseModalities")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"generation_config":{"response_mime_type":"text/x.enum"}}""", "generationConfig.responseMimeType")]
    [InlineData("""{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"temperature":3}}""", "generationConfig.temperature")]
    public void Request_OfGemini_NotCarried_IsRefusedByName(string request, string field) =>
        Assert.Equal(field, Assert.Throws<RequestException>(() => GeminiChatReader.Read(Encoding.UTF8.GetBytes(request))).Param);

    [Theory]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("RECITATION", "content_filter")]
    [InlineData("OTHER", "stop")]
    public void FinishReason_ForOpenAI_HasItsWord(string reason, string expected)
    {
        var reply = GeminiAnswerReader.Read(Encoding.UTF8.GetBytes(GeminiReplies.Whole(finish: reason)));
        Assert.Equal(expected, OpenAIAnswerWriter.FinishOf(reply.Answers[0].Finish));
    }

    [Fact]
    public void Reply_WithPictureAndCode_IsText()
    {
        var reply = GeminiAnswerReader.Read(Encoding.UTF8.GetBytes(GeminiReplies.Whole(
            """[{"inlineData":{"mimeType":"image/png","data":"aGk="}},{"executableCode":{"language":"PYTHON","code":"1+1"}},{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"2"}}]""")));
        Assert.Equal("![image](data:image/png;base64,aGk=)\n```python\n1+1\n```\n\n```\n2\n```\n", reply.Answers[0].Text);
    }

    [Fact]
    public void Reply_OfOpenAI_IsAResponse()
    {
        var reply = OpenAIAnswerReader.Read("""
            {"id":"x","choices":[{"message":{"content":"Hi","reasoning_content":"Hm.","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"k\":1}"}}]},"finish_reason":"tool_calls"}]}
            """u8.ToArray());
        var facts = new RequestFacts { Operation = Operation.Chat, Model = "m" };
        var written = Doors.Gemini.WriteReply(reply, facts, new UsageReport { UncachedInput = 5, CachedRead = 2, OutputText = 3, Reasoning = 1 }, default);
        const string Expected = """
            {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"Hi"},{"functionCall":{"id":"a","name":"f","args":{"k":1}}}],"role":"model"},"finishReason":"STOP","index":0}],
             "usageMetadata":{"promptTokenCount":7,"cachedContentTokenCount":2,"candidatesTokenCount":3,"thoughtsTokenCount":1,"totalTokenCount":11},"modelVersion":"m","responseId":"x"}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), JsonNode.Parse(written)), Encoding.UTF8.GetString(written));
    }

    private static byte[] Write(string request, string model = "gemini-2.5-flash") =>
        GeminiChatWriter.Write(OpenAIChatReader.Read(Encoding.UTF8.GetBytes(request)), StreamReplay.Target("gemini", model));
}
