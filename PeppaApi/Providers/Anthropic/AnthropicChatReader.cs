using System.Collections.Frozen;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Reads a message request whole, for an upstream of another dialect (vendors/anthropic.md, 2 and 7).</summary>
internal static class AnthropicChatReader
{
    /// <summary>Say nothing about the answer: what the relay has read before, how it is priced, and what Anthropic may forget to save input.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(["model", "stream", "service_tier", "context_management"], StringComparer.Ordinal);

    /// <exception cref="RequestException">A field is wrong, or has no place in the internal form.</exception>
    public static ChatRequest Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        var request = new ChatRequest();
        if (ChatFields.Member(root, "system") is { } system)
        {
            request.Messages.Add(new ChatMessage(ChatRole.System, AnthropicMessageReader.ReadContent(system, "system", [])));
        }

        foreach (var member in ChatFields.Asked(root, Dropped))
        {
            ReadMember(request, member.Name, member.Value);
        }

        RequestException.Require(
            request.ToolChoice is null || request.Tools.Count > 0, "tool_choice", "'tool_choice' needs 'tools'.", "tool_choice 需要 tools。");
        return request;
    }

    private static void ReadMember(ChatRequest request, string name, JsonElement value)
    {
        switch (name)
        {
            case "system":
                break;
            case "messages":
                AnthropicMessageReader.Read(value, request.Messages);
                break;
            case "max_tokens":
                request.OutputLimit = ChatFields.Count(value, name, 1, RequestValues.LargestOutputLimit);
                break;
            case "temperature":
                request.Temperature = ChatFields.Number(value, name, 0, 1);
                break;
            case "top_p":
                request.TopP = ChatFields.Number(value, name, 0, 1);
                break;
            case "top_k":
                request.TopK = ChatFields.Count(value, name, 0, int.MaxValue);
                break;
            case "stop_sequences":
                request.Stop.AddRange(ChatFields.Items(value, name).Select(item => ChatFields.Text(item.Item, item.Path, 10_000)));
                break;
            case "metadata":
                request.EndUser = ChatFields.Text(ChatFields.Object(value, name), "user_id");
                break;
            case "tools":
                request.Tools.AddRange(ChatFields.Items(value, name).Select(item => ReadTool(item.Item, item.Path)));
                break;
            case "tool_choice":
                ReadToolChoice(request, ChatFields.Object(value, name));
                break;
            case "thinking":
                ReadThinking(request, ChatFields.Object(value, name));
                break;
            case "output_config":
                ReadOutputConfig(request, ChatFields.Object(value, name));
                break;
            default:
                ChatFields.RequireNeutral(value, name);
                break;
        }
    }

    private static ChatTool ReadTool(JsonElement tool, string path)
    {
        // Tools with a dated type run at Anthropic.
        if (ChatFields.Text(ChatFields.Object(tool, path), "type") is { } type && type != "custom")
        {
            throw RequestException.NotCarried($"{path}.type");
        }

        return ChatFields.Tool(tool, path, "input_schema");
    }

    private static void ReadToolChoice(ChatRequest request, JsonElement choice)
    {
        request.ToolChoice = ChatFields.Text(choice, "type", "tool_choice") switch
        {
            "auto" => new ChatToolChoice(ChatToolMode.Auto),
            "any" => new ChatToolChoice(ChatToolMode.Any),
            "none" => new ChatToolChoice(ChatToolMode.None),
            "tool" => new ChatToolChoice(ChatToolMode.Named, ChatFields.Text(choice, "name", "tool_choice")),
            _ => throw RequestException.NotCarried("tool_choice.type"),
        };
        if (ChatFields.Member(choice, "disable_parallel_tool_use") is { } single && ChatFields.Flag(single, "tool_choice.disable_parallel_tool_use") == true)
        {
            request.ParallelToolCalls = false;
        }
    }

    private static void ReadThinking(ChatRequest request, JsonElement thinking) => request.Reasoning = ChatFields.Text(thinking, "type", "thinking") switch
    {
        "disabled" => new ChatReasoning("none", 0),
        "adaptive" => new ChatReasoning(request.Reasoning?.Effort ?? "medium", null),
        "enabled" => new ChatReasoning(
            request.Reasoning?.Effort,
            ChatFields.Count(ChatFields.Member(thinking, "budget_tokens") ?? default, "thinking.budget_tokens", 1, RequestValues.LargestOutputLimit)),
        _ => throw RequestException.NotCarried("thinking.type"),
    };

    private static void ReadOutputConfig(ChatRequest request, JsonElement config)
    {
        if (ChatFields.Text(config, "effort") is { } effort && request.Reasoning is not { Off: true })
        {
            request.Reasoning = new ChatReasoning(effort, request.Reasoning?.Budget);
        }

        if (ChatFields.Member(config, "format") is { } format)
        {
            RequestException.Require(
                ChatFields.Text(format, "type") == "json_schema", "output_config.format.type", "'output_config.format.type' must be json_schema.", "output_config.format.type 必须是 json_schema。");
            request.Format = new ChatFormat(ChatFields.Member(format, "schema")?.GetRawText());
        }
    }
}
