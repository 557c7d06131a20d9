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
    private const string MessageTool = "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";

    private static readonly (string Name, DoorDialect Door, string Content, string Begin)[] Doors =
    [
        ("OpenAI", PeppaApi.Providers.Doors.OpenAI, "\"messages\":[{\"role\":\"user\",\"content\":CONTENT}]", "{\"model\":\"m\",\"max_tokens\":9000"),
        ("Anthropic", PeppaApi.Providers.Doors.Anthropic, "\"messages\":[{\"role\":\"user\",\"content\":CONTENT}]", "{\"model\":\"m\",\"max_tokens\":9000"),
    ];

    private static readonly (string Name, UpstreamTarget Target)[] Upstreams =
    [
        ("OpenAI", Target("openai", "gpt-4o")),
        ("OpenAI, reasoning model", Target("openai", "gpt-5")),
        ("Anthropic", Target("anthropic", "claude-x")),
    ];

    /// <summary>
    /// A feature, and how each door says it: members of the request, or the content of a message where it begins with a bracket;
    /// none where the door has no word for it.
    /// </summary>
    private static readonly (string Feature, string? OpenAI, string? Anthropic)[] Features =
    [
        ("text", "[{\"type\":\"text\",\"text\":\"more\"}]", "[{\"type\":\"text\",\"text\":\"more\"}]"),
        ("instructions", "\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"hi\"}]", "\"system\":\"s\""),
        ("picture in base64", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}]"),
        ("picture by address", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test/a.png\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x.test/a.png\"}}]"),
        ("document in base64", "[{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,AAAA\"}}]", "[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AAAA\"}}]"),
        ("file that lies at the vendor", "[{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}]", "[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}]"),
        ("sound", "[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}]", null),
        ("tools, calls and results", Turns("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"r\"}") + "," + TextTool,
            Turns("{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"content\":\"r\"}]}") + "," + MessageTool),
        ("tools that run at the vendor", "\"tools\":[{\"type\":\"web_search\"}]", "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]"),
        ("tool choice", TextTool + ",\"tool_choice\":\"required\"", MessageTool + ",\"tool_choice\":{\"type\":\"any\"}"),
        ("one tool call at a time", TextTool + ",\"parallel_tool_calls\":false", MessageTool + ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"),
        ("JSON mode", "\"response_format\":{\"type\":\"json_object\"}", null),
        ("JSON schema", "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"schema\":{\"type\":\"object\"}}}", "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}"),
        ("stop sequences", "\"stop\":[\"END\"]", "\"stop_sequences\":[\"END\"]"),
        ("temperature", "\"temperature\":0.5", "\"temperature\":0.5"),
        ("top_p", "\"top_p\":0.5", "\"top_p\":0.5"),
        ("top_k", "\"top_k\":5", "\"top_k\":5"),
        ("penalties", "\"presence_penalty\":1", null),
        ("seed", "\"seed\":5", null),
        ("reasoning effort or thinking budget", "\"reasoning_effort\":\"low\"", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}"),
        ("thoughts of earlier turns", null, Turns("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}]}")),
        ("marks for the vendor's cache", "\"prompt_cache_key\":\"k\"", "[{\"type\":\"text\",\"text\":\"hi\",\"cache_control\":{\"type\":\"ephemeral\"}}]"),
        ("name of the end user", "\"user\":\"u\"", "\"metadata\":{\"user_id\":\"u\"}"),
        ("several answers", "\"n\":2", null),
        ("log probabilities", "\"logprobs\":true", null),
        ("logit bias", "\"logit_bias\":{\"5\":1}", null),
        ("spoken answers", "\"modalities\":[\"text\",\"audio\"]", null),
        ("service tier", "\"service_tier\":\"flex\"", "\"service_tier\":\"auto\""),
        ("store and metadata", "\"store\":true,\"metadata\":{\"a\":\"b\"}", null),
        ("context management", null, "\"context_management\":{\"edits\":[{\"type\":\"clear\"}]}"),
        ("servers of tools (MCP), containers", null, "\"mcp_servers\":[{\"url\":\"x\"}]"),
        ("a field that nobody knows", "\"of_our_own\":1", "\"of_our_own\":1"),
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
            [one.Feature, .. pairs.Select(pair => Outcome(pair.door, pair.upstream.Target, pair.door.Name == "OpenAI" ? one.OpenAI : one.Anthropic))])));
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
            var without = Array.Find([TextTool, MessageTool], tool => feature.StartsWith(tool + ",", StringComparison.Ordinal)) ?? "";
            return Write(door, target, feature) == Write(door, target, without) ? "left out" : "carried";
        }
        catch (RequestException exception)
        {
            return $"400 `{exception.Param}`";
        }
    }

    private static string Write((string Name, DoorDialect Door, string Content, string Begin) door, UpstreamTarget target, string feature)
    {
        var content = door.Content.Replace("CONTENT", feature.StartsWith('[') ? feature : "\"hi\"", StringComparison.Ordinal);
        var hasMessages = feature.Contains("\"messages\"", StringComparison.Ordinal);
        var members = feature.Length == 0 || feature.StartsWith('[') ? "" : "," + feature;
        var body = Encoding.UTF8.GetBytes($"{door.Begin}{(hasMessages ? "" : "," + content)}{members}}}");
        var facts = door.Door.Read(new DoorCall(Operation.Chat), body);
        return Encoding.UTF8.GetString(target.Provider.Dialect.WriteChat(door.Door.ReadChat(facts, body), target));
    }

    private static string Turns(string more) => "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}," + more + "]";

    private static UpstreamTarget Target(string provider, string model) => new(ProviderCatalog.Find(provider)!, new Uri("https://x.test"), model);
}
