using System.Text;
using PeppaApi.Providers;
using PeppaApi.Tests.Architecture;

namespace PeppaApi.Tests.Providers;

/// <summary>
/// The table of docs/dialects.md is made here: each feature is put into a request of each door and written for each upstream of
/// another dialect. What is written then differs (carried), is the same as without it (left out), or nothing is (refused).
/// </summary>
public sealed class DialectTableTests
{
    private const string Doc = "docs/dialects.md";
    private const string TextTool = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
    private const string GeminiTool = "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"}]}]";

    // Where a feature stands in the request's configuration.
    private const string Config = "CONFIG";
    private const string MessageTool = "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";

    private static readonly (string Name, DoorDialect Door, string Content, string Begin)[] Doors =
    [
        ("OpenAI", PeppaApi.Providers.Doors.OpenAI, "\"messages\":[{\"role\":\"user\",\"content\":CONTENT}]", "{\"model\":\"m\",\"max_tokens\":9000"),
        ("Anthropic", PeppaApi.Providers.Doors.Anthropic, "\"messages\":[{\"role\":\"user\",\"content\":CONTENT}]", "{\"model\":\"m\",\"max_tokens\":9000"),
        ("Gemini", PeppaApi.Providers.Doors.Gemini, "\"contents\":[{\"role\":\"user\",\"parts\":CONTENT}]", "{\"generationConfig\":{\"maxOutputTokens\":9000" + Config + "}"),
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
    private static readonly (string Feature, string? OpenAI, string? Anthropic, string? Gemini)[] Features =
    [
        ("text", "[{\"type\":\"text\",\"text\":\"more\"}]", "[{\"type\":\"text\",\"text\":\"more\"}]", "[{\"text\":\"more\"}]"),
        ("instructions", "\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"hi\"}]", "\"system\":\"s\"", "\"systemInstruction\":{\"parts\":[{\"text\":\"s\"}]}"),
        ("picture in base64", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}]", "[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]"),
        ("picture by address", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test/a.png\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x.test/a.png\"}}]", "[{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"https://x.test/a.png\"}}]"),
        ("document in base64", "[{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,AAAA\"}}]", "[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AAAA\"}}]", "[{\"inlineData\":{\"mimeType\":\"application/pdf\",\"data\":\"AAAA\"}}]"),
        ("file that lies at the vendor", "[{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}]", "[{\"fileData\":{\"mimeType\":\"video/mp4\",\"fileUri\":\"https://x.test/a\"}}]"),
        ("sound", "[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}]", null, "[{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"AAAA\"}}]"),
        ("tools, calls and results", Turns("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"r\"}") + "," + TextTool,
            Turns("{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"content\":\"r\"}]}") + "," + MessageTool,
            GeminiTurns("{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{\"output\":\"r\"}}}]}") + "," + GeminiTool),
        ("tools that run at the vendor", "\"tools\":[{\"type\":\"web_search\"}]", "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", "\"tools\":[{\"googleSearch\":{}}]"),
        ("tool choice", TextTool + ",\"tool_choice\":\"required\"", MessageTool + ",\"tool_choice\":{\"type\":\"any\"}", GeminiTool + ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\"}}"),
        ("one tool call at a time", TextTool + ",\"parallel_tool_calls\":false", MessageTool + ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}", null),
        ("JSON mode", "\"response_format\":{\"type\":\"json_object\"}", null, "CONFIG\"responseMimeType\":\"application/json\""),
        ("JSON schema", "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"schema\":{\"type\":\"object\"}}}", "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}", "CONFIG\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":\"OBJECT\"}"),
        ("stop sequences", "\"stop\":[\"END\"]", "\"stop_sequences\":[\"END\"]", "CONFIG\"stopSequences\":[\"END\"]"),
        ("temperature", "\"temperature\":0.5", "\"temperature\":0.5", "CONFIG\"temperature\":0.5"),
        ("top_p", "\"top_p\":0.5", "\"top_p\":0.5", "CONFIG\"topP\":0.5"),
        ("top_k", "\"top_k\":5", "\"top_k\":5", "CONFIG\"topK\":5"),
        ("penalties", "\"presence_penalty\":1", null, "CONFIG\"presencePenalty\":1"),
        ("seed", "\"seed\":5", null, "CONFIG\"seed\":5"),
        ("reasoning effort or thinking budget", "\"reasoning_effort\":\"low\"", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}", "CONFIG\"thinkingConfig\":{\"thinkingBudget\":2048}"),
        ("thoughts of earlier turns", null, Turns("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}]}"), GeminiTurns("{\"role\":\"model\",\"parts\":[{\"text\":\"t\",\"thought\":true}]}")),
        ("marks for the vendor's cache", "\"prompt_cache_key\":\"k\"", "[{\"type\":\"text\",\"text\":\"hi\",\"cache_control\":{\"type\":\"ephemeral\"}}]", "\"cachedContent\":\"c\""),
        ("name of the end user", "\"user\":\"u\"", "\"metadata\":{\"user_id\":\"u\"}", null),
        ("several answers", "\"n\":2", null, "CONFIG\"candidateCount\":2"),
        ("log probabilities", "\"logprobs\":true", null, "CONFIG\"responseLogprobs\":true"),
        ("logit bias", "\"logit_bias\":{\"5\":1}", null, null),
        ("spoken answers", "\"modalities\":[\"text\",\"audio\"]", null, "CONFIG\"responseModalities\":[\"AUDIO\"]"),
        ("service tier", "\"service_tier\":\"flex\"", "\"service_tier\":\"auto\"", null),
        ("store and metadata", "\"store\":true,\"metadata\":{\"a\":\"b\"}", null, null),
        ("context management", null, "\"context_management\":{\"edits\":[{\"type\":\"clear\"}]}", null),
        ("servers of tools (MCP), containers", null, "\"mcp_servers\":[{\"url\":\"x\"}]", null),
        ("settings of the vendor's filter", null, null, "\"safetySettings\":[{\"category\":\"c\",\"threshold\":\"BLOCK_NONE\"}]"),
        ("a field that nobody knows", "\"of_our_own\":1", "\"of_our_own\":1", "\"of_our_own\":1"),
    ];

    [Fact]
    public void Doc_HasTheTableThatTheCodeGives()
    {
        var doc = File.ReadAllText(Path.Combine(SourceTree.Root, Doc));
        var table = Table();
        Assert.True(doc.Contains(table, StringComparison.Ordinal), $"{Doc} must hold this table:\n\n{table}");
    }

    private static string Table()
    {
        var pairs = (from door in Doors from upstream in Upstreams where door.Door.Name != upstream.Target.Provider.Dialect.Name select (door, upstream)).ToList();
        var rows = new List<string>
        {
            Row(["feature", .. pairs.Select(pair => $"{pair.door.Name} → {pair.upstream.Name}")]),
            "|" + string.Concat(Enumerable.Repeat("---|", pairs.Count + 1)),
        };
        rows.AddRange(Features.Select(one => Row(
            [one.Feature, .. pairs.Select(pair => Outcome(pair.door, pair.upstream.Target, pair.door.Name switch { "OpenAI" => one.OpenAI, "Anthropic" => one.Anthropic, _ => one.Gemini }))])));
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
            var without = Array.Find([TextTool, MessageTool, GeminiTool], tool => feature.StartsWith(tool + ",", StringComparison.Ordinal)) ?? "";
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
        var hasMessages = feature.Contains("\"messages\"", StringComparison.Ordinal) || feature.Contains("\"contents\"", StringComparison.Ordinal);
        var isConfig = feature.StartsWith(Config, StringComparison.Ordinal);
        var members = feature.Length == 0 || feature.StartsWith('[') || isConfig ? "" : "," + feature;
        var begin = door.Begin.Replace(Config, isConfig ? "," + feature[Config.Length..] : "", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes($"{begin}{(hasMessages ? "" : "," + content)}{members}}}");
        var facts = door.Door.Read(new DoorCall(Operation.Chat, "m"), body);
        return Encoding.UTF8.GetString(target.Provider.Dialect.WriteChat(door.Door.ReadChat(facts, body), target));
    }

    private static string GeminiTurns(string more) => "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}," + more + "]";

    private static string Turns(string more) => "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}," + more + "]";

    private static UpstreamTarget Target(string provider, string model) => new(ProviderCatalog.Find(provider)!, new Uri("https://x.test"), model);
}
