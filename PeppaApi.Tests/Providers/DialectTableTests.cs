using System.Text;
using PeppaApi.Providers;
using PeppaApi.Tests.Architecture;

namespace PeppaApi.Tests.Providers;

/// <summary>
/// The tables of docs/dialects.md are made here: each feature is put into a request of each door and written for each upstream of
/// another dialect. What is written then differs (carried), is the same as without it (left out), or nothing is (refused).
/// </summary>
public sealed class DialectTableTests
{
    private const string Doc = "docs/dialects.md";
    private const string TextTool = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
    private const string GeminiTool = "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"}]}]";

    // Where a feature stands in the request's configuration.
    private const string Config = "CONFIG";
    private const string ResponseTool = "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}]";
    private const string MessageTool = "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";

    private static readonly (string Name, DoorDialect Door, string Content, string Begin)[] Doors =
    [
        ("OpenAI", PeppaApi.Providers.Doors.OpenAI, "\"messages\":[{\"role\":\"user\",\"content\":CONTENT}]", "{\"model\":\"m\",\"max_tokens\":9000"),
        ("Anthropic", PeppaApi.Providers.Doors.Anthropic, "\"messages\":[{\"role\":\"user\",\"content\":CONTENT}]", "{\"model\":\"m\",\"max_tokens\":9000"),
        ("Gemini", PeppaApi.Providers.Doors.Gemini, "\"contents\":[{\"role\":\"user\",\"parts\":CONTENT}]", "{\"generationConfig\":{\"maxOutputTokens\":9000" + Config + "}"),
    ];

    private static readonly (string Name, DoorDialect Door, string Content, string Begin) Responses =
        ("Responses", PeppaApi.Providers.Doors.Responses, "\"input\":CONTENT", "{\"model\":\"m\",\"max_output_tokens\":9000");

    /// <summary>Where responses are translated to: vendors with OpenAI's chat completions but not its Responses API, too.</summary>
    private static readonly (string Name, UpstreamTarget Target)[] UpstreamsOfResponses =
    [
        ("chat completions", Target("groq", "m")),
        ("chat completions, reasoning model", Target("azure", "gpt-5")),
        ("Anthropic", Target("anthropic", "claude-x")),
        ("Gemini", Target("gemini", "gemini-2.5-flash")),
    ];

    private static readonly (string Name, UpstreamTarget Target)[] Upstreams =
    [
        ("OpenAI", Target("openai", "gpt-4o")),
        ("OpenAI, reasoning model", Target("openai", "gpt-5")),
        ("Anthropic", Target("anthropic", "claude-x")),
        ("Gemini", Target("gemini", "gemini-2.5-flash")),
    ];

    /// <summary>
    /// A feature, and how each door says it: members of the request, of its configuration where it begins with that word, or the content
    /// of a message where it begins with a bracket;
    /// none where the door has no word for it.
    /// </summary>
    private static readonly (string Feature, string? OpenAI, string? Anthropic, string? Gemini, string? Responses)[] Features =
    [
        ("text", "[{\"type\":\"text\",\"text\":\"more\"}]", "[{\"type\":\"text\",\"text\":\"more\"}]", "[{\"text\":\"more\"}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"more\"}]}]"),
        ("instructions", "\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"hi\"}]", "\"system\":\"s\"", "\"systemInstruction\":{\"parts\":[{\"text\":\"s\"}]}", "\"instructions\":\"s\""),
        ("picture in base64", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}]", "[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"}]}]"),
        ("picture by address", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test/a.png\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x.test/a.png\"}}]", "[{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"https://x.test/a.png\"}}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"https://x.test/a.png\"}]}]"),
        ("document in base64", "[{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,AAAA\"}}]", "[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AAAA\"}}]", "[{\"inlineData\":{\"mimeType\":\"application/pdf\",\"data\":\"AAAA\"}}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,AAAA\"}]}]"),
        ("file that lies at the vendor", "[{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}]", "[{\"fileData\":{\"mimeType\":\"video/mp4\",\"fileUri\":\"https://x.test/a\"}}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"f\"}]}]"),
        ("sound", "[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}]", null, "[{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"AAAA\"}}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}]}]"),
        ("tools, calls and results", Turns("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"r\"}") + "," + TextTool,
            Turns("{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"content\":\"r\"}]}") + "," + MessageTool,
            GeminiTurns("{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{\"output\":\"r\"}}}]}") + "," + GeminiTool, ResponseItems("{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"r\"}") + "," + ResponseTool),
        ("tools that run at the vendor", "\"tools\":[{\"type\":\"web_search\"}]", "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", "\"tools\":[{\"googleSearch\":{}}]", "\"tools\":[{\"type\":\"web_search\"}]"),
        ("tool choice", TextTool + ",\"tool_choice\":\"required\"", MessageTool + ",\"tool_choice\":{\"type\":\"any\"}", GeminiTool + ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\"}}", ResponseTool + ",\"tool_choice\":\"required\""),
        ("one tool call at a time", TextTool + ",\"parallel_tool_calls\":false", MessageTool + ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}", null, ResponseTool + ",\"parallel_tool_calls\":false"),
        ("JSON mode", "\"response_format\":{\"type\":\"json_object\"}", null, "CONFIG\"responseMimeType\":\"application/json\"", "\"text\":{\"format\":{\"type\":\"json_object\"}}"),
        ("JSON schema", "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"schema\":{\"type\":\"object\"}}}", "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}", "CONFIG\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":\"OBJECT\"}", "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"r\",\"schema\":{\"type\":\"object\"}}}"),
        ("stop sequences", "\"stop\":[\"END\"]", "\"stop_sequences\":[\"END\"]", "CONFIG\"stopSequences\":[\"END\"]", null),
        ("temperature", "\"temperature\":0.5", "\"temperature\":0.5", "CONFIG\"temperature\":0.5", "\"temperature\":0.5"),
        ("top_p", "\"top_p\":0.5", "\"top_p\":0.5", "CONFIG\"topP\":0.5", "\"top_p\":0.5"),
        ("top_k", "\"top_k\":5", "\"top_k\":5", "CONFIG\"topK\":5", null),
        ("penalties", "\"presence_penalty\":1", null, "CONFIG\"presencePenalty\":1", null),
        ("seed", "\"seed\":5", null, "CONFIG\"seed\":5", null),
        ("reasoning effort or thinking budget", "\"reasoning_effort\":\"low\"", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}", "CONFIG\"thinkingConfig\":{\"thinkingBudget\":2048}", "\"reasoning\":{\"effort\":\"low\"}"),
        ("thoughts of earlier turns", null, Turns("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}]}"), GeminiTurns("{\"role\":\"model\",\"parts\":[{\"text\":\"t\",\"thought\":true}]}"), ResponseItems("{\"type\":\"reasoning\",\"id\":\"r\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"t\"}]}")),
        ("marks for the vendor's cache", "\"prompt_cache_key\":\"k\"", "[{\"type\":\"text\",\"text\":\"hi\",\"cache_control\":{\"type\":\"ephemeral\"}}]", "\"cachedContent\":\"c\"", "\"prompt_cache_key\":\"k\""),
        ("earlier turns that lie at the vendor", null, null, null, "\"previous_response_id\":\"r\""),
        ("name of the end user", "\"user\":\"u\"", "\"metadata\":{\"user_id\":\"u\"}", null, "\"user\":\"u\""),
        ("several answers", "\"n\":2", null, "CONFIG\"candidateCount\":2", null),
        ("log probabilities", "\"logprobs\":true", null, "CONFIG\"responseLogprobs\":true", "\"top_logprobs\":2"),
        ("logit bias", "\"logit_bias\":{\"5\":1}", null, null, null),
        ("spoken answers", "\"modalities\":[\"text\",\"audio\"]", null, "CONFIG\"responseModalities\":[\"AUDIO\"]", null),
        ("service tier", "\"service_tier\":\"flex\"", "\"service_tier\":\"auto\"", null, "\"service_tier\":\"flex\""),
        ("store and metadata", "\"store\":true,\"metadata\":{\"a\":\"b\"}", null, null, "\"store\":true,\"metadata\":{\"a\":\"b\"}"),
        ("context management", null, "\"context_management\":{\"edits\":[{\"type\":\"clear\"}]}", null, "\"truncation\":\"auto\""),
        ("servers of tools (MCP), containers", null, "\"mcp_servers\":[{\"url\":\"x\"}]", null, "\"tools\":[{\"type\":\"mcp\",\"server_label\":\"s\",\"server_url\":\"https://x.test\"}]"),
        ("settings of the vendor's filter", null, null, "\"safetySettings\":[{\"category\":\"c\",\"threshold\":\"BLOCK_NONE\"}]", null),
        ("a field that nobody knows", "\"of_our_own\":1", "\"of_our_own\":1", "\"of_our_own\":1", "\"of_our_own\":1"),
    ];

    [Fact]
    public void Doc_HasTheTableThatTheCodeGives()
    {
        var doc = File.ReadAllText(Path.Combine(SourceTree.Root, Doc));
        var pairs = from door in Doors from upstream in Upstreams where door.Door.Name != upstream.Target.Provider.Dialect.Name select (door, upstream);
        foreach (var table in (string[])[Table([.. pairs]), Table([.. UpstreamsOfResponses.Select(upstream => (Responses, upstream))])])
        {
            Assert.True(doc.Contains(table, StringComparison.Ordinal), $"{Doc} must hold this table:\n\n{table}");
        }
    }

    private static string Table(List<((string Name, DoorDialect Door, string Content, string Begin) Door, (string Name, UpstreamTarget Target) Upstream)> pairs)
    {
        var rows = new List<string>
        {
            Row(["feature", .. pairs.Select(pair => $"{pair.Door.Name} → {pair.Upstream.Name}")]),
            "|" + string.Concat(Enumerable.Repeat("---|", pairs.Count + 1)),
        };
        rows.AddRange(Features.Select(one => Row([one.Feature, .. pairs.Select(pair => Outcome(
            pair.Door, pair.Upstream.Target, pair.Door.Name switch { "OpenAI" => one.OpenAI, "Anthropic" => one.Anthropic, "Gemini" => one.Gemini, _ => one.Responses }))])));
        return string.Join('\n', rows) + "\n";
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Outcome((string Name, DoorDialect Door, string Content, string Begin) door, UpstreamTarget target, string? feature)
    {
        if (feature is null)
        {
            return "–";
        }

        try
        {
            // What a feature needs to stand beside is no part of it.
            var without = Array.Find([TextTool, MessageTool, GeminiTool, ResponseTool], tool => feature.StartsWith(tool + ",", StringComparison.Ordinal)) ?? "";
            return Write(door, target, feature) == Write(door, target, without) ? "left out" : "carried";
        }
        catch (RequestException exception)
        {
            return $"400 `{exception.Param}`";
        }
    }

    private static string Write((string Name, DoorDialect Door, string Content, string Begin) door, UpstreamTarget target, string feature)
    {
        var plain = door.Name == "Gemini" ? "[{\"text\":\"hi\"}]" : "\"hi\"";
        var content = door.Content.Replace("CONTENT", feature.StartsWith('[') ? feature : plain, StringComparison.Ordinal);
        var hasMessages = feature.Contains("\"messages\"", StringComparison.Ordinal) || feature.Contains("\"contents\"", StringComparison.Ordinal) || feature.StartsWith("\"input\"", StringComparison.Ordinal);
        var isConfig = feature.StartsWith(Config, StringComparison.Ordinal);
        var members = feature.Length == 0 || feature.StartsWith('[') || isConfig ? "" : "," + feature;
        var begin = door.Begin.Replace(Config, isConfig ? "," + feature[Config.Length..] : "", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes($"{begin}{(hasMessages ? "" : "," + content)}{members}}}");
        var facts = door.Door.Read(new DoorCall(door.Name == "Responses" ? Operation.Responses : Operation.Chat, "m"), body);
        return Encoding.UTF8.GetString(target.Provider.Dialect.WriteChat(door.Door.ReadChat(facts, body), target));
    }

    private static string GeminiTurns(string more) => "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}," + more + "]";

    private static string ResponseItems(string more) => "\"input\":[{\"role\":\"user\",\"content\":\"hi\"}," + more + "]";

    private static string Turns(string more) => "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}," + more + "]";

    private static UpstreamTarget Target(string provider, string model) => new(ProviderCatalog.Find(provider)!, new Uri("https://x.test"), model);
}
