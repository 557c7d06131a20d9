using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads functions and what is said of their use (vendors/gemini.md, 2.3).</summary>
internal static class GeminiToolReader
{
    public static void Read(ChatRequest request, JsonElement tools)
    {
        foreach (var (tool, path) in ChatFields.Items(tools, "tools"))
        {
            foreach (var member in ChatFields.Object(tool, path).EnumerateObject())
            {
                if (GeminiNames.CamelOf(member.Name) == "functionDeclarations" && member.Value.ValueKind != JsonValueKind.Null)
                {
                    request.Tools.AddRange(ChatFields.Items(member.Value, $"{path}.functionDeclarations").Select(item => ReadFunction(item.Item, item.Path)));
                }
                else if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    // Google's own tools.
                    throw RequestException.NotCarried($"{path}.{member.Name}");
                }
            }
        }
    }

    public static void ReadChoice(ChatRequest request, JsonElement toolConfig)
    {
        if (GeminiNames.Member(toolConfig, "functionCallingConfig") is not { } config || request.Tools.Count == 0)
        {
            return;
        }

        var allowed = GeminiNames.Member(config, "allowedFunctionNames") is { } names
            ? ChatFields.Items(names, "toolConfig.functionCallingConfig.allowedFunctionNames").Select(item => ChatFields.Text(item.Item, item.Path, 200)).ToList()
            : [];
        var mode = ChatFields.Text(config, "mode");
        request.ToolChoice = mode?.ToUpperInvariant() switch
        {
            null or "MODE_UNSPECIFIED" or "AUTO" or "VALIDATED" => new ChatToolChoice(ChatToolMode.Auto),
            "NONE" => new ChatToolChoice(ChatToolMode.None),
            "ANY" when allowed.Count == 1 => new ChatToolChoice(ChatToolMode.Named, allowed[0]),
            "ANY" => new ChatToolChoice(ChatToolMode.Any),
            _ => throw RequestException.NotCarried("toolConfig.functionCallingConfig.mode"),
        };
        if (allowed.Count > 1)
        {
            // Other dialects allow one tool or all: those that are not allowed are not told of.
            request.Tools.RemoveAll(tool => !allowed.Contains(tool.Name, StringComparer.Ordinal));
        }
    }

    private static ChatTool ReadFunction(JsonElement function, string path)
    {
        ChatFields.Object(function, path);
        var schema = GeminiNames.Member(function, "parametersJsonSchema") is { } whole ? ChatJson.Compact(whole)
            : GeminiNames.Member(function, "parameters") is { } own ? GeminiSchemaReader.Read(ChatFields.Object(own, $"{path}.parameters"))
            : null;
        return new ChatTool(ChatFields.Text(function, "name", path), ChatFields.Text(function, "description"), schema);
    }
}
