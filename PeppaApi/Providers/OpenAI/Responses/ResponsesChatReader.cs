using System.Collections.Frozen;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>Reads a request of the Responses API whole, for an upstream that does not speak it (vendors/openai.md, 9.1).</summary>
internal static class ResponsesChatReader
{
    /// <summary>Say nothing about the answer: how it is stored, priced or cached at OpenAI, or what the relay has read before.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(
    [
        "model", "stream", "stream_options", "store", "metadata", "service_tier", "prompt_cache_key", "prompt_cache_retention", "truncation", "max_tool_calls",
    ], StringComparer.Ordinal);

    /// <exception cref="RequestException">A field is wrong, or has no place in the internal form.</exception>
    public static ChatRequest Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var request = new ChatRequest();
        foreach (var member in ChatFields.Asked(document.RootElement, Dropped))
        {
            ReadMember(request, member.Name, member.Value);
        }

        return request;
    }

    private static void ReadMember(ChatRequest request, string name, JsonElement value)
    {
        switch (name)
        {
            case "input":
                ResponsesInputReader.Read(value, request.Messages);
                break;
            case "instructions":
                request.Messages.Insert(0, new ChatMessage(ChatRole.System, [new TextPart(ChatFields.Text(value, name, int.MaxValue))]));
                break;
            case "max_output_tokens":
                request.OutputLimit = ChatFields.Count(value, name, 1, RequestValues.LargestOutputLimit);
                break;
            case "temperature":
                request.Temperature = ChatFields.Number(value, name, 0, 2);
                break;
            case "top_p":
                request.TopP = ChatFields.Number(value, name, 0, 1);
                break;
            case "parallel_tool_calls":
                request.ParallelToolCalls = ChatFields.Flag(value, name);
                break;
            case "user" or "safety_identifier":
                request.EndUser ??= ChatFields.Text(value, name, 1_000);
                break;
            default:
                ReadLarger(request, name, value);
                break;
        }
    }

    private static void ReadLarger(ChatRequest request, string name, JsonElement value)
    {
        switch (name)
        {
            case "tools":
                request.Tools.AddRange(ChatFields.Items(value, name).Select(item => ReadTool(item.Item, item.Path)));
                break;
            case "tool_choice":
                request.ToolChoice = ReadToolChoice(value);
                break;
            case "text":
                request.Format = ChatFields.Member(ChatFields.Object(value, name), "format") is { } format ? ReadFormat(ChatFields.Object(format, "text.format")) : null;
                break;
            case "reasoning":
                // Summaries come where the upstream shows its thoughts.
                request.Reasoning = ChatFields.Text(ChatFields.Object(value, name), "effort") is { } effort ? new ChatReasoning(effort, null) : null;
                break;
            case "include" when ChatFields.Items(value, name).All(item => item.Item.ValueKind == JsonValueKind.String && item.Item.ValueEquals("reasoning.encrypted_content"u8)):
                break;
            default:
                ChatFields.RequireNeutral(value, name);
                break;
        }
    }

    private static ChatTool ReadTool(JsonElement tool, string path)
    {
        if (ChatFields.Text(ChatFields.Object(tool, path), "type", path) != "function")
        {
            throw RequestException.NotCarried($"{path}.type");
        }

        return ChatFields.Tool(tool, path, "parameters");
    }

    private static ChatToolChoice ReadToolChoice(JsonElement choice)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            return choice.GetString() switch
            {
                "auto" => new ChatToolChoice(ChatToolMode.Auto),
                "none" => new ChatToolChoice(ChatToolMode.None),
                "required" => new ChatToolChoice(ChatToolMode.Any),
                _ => throw RequestException.NotCarried("tool_choice"),
            };
        }

        return ChatFields.Text(choice, "type") == "function"
            ? new ChatToolChoice(ChatToolMode.Named, ChatFields.Text(choice, "name", "tool_choice"))
            : throw RequestException.NotCarried("tool_choice");
    }

    private static ChatFormat? ReadFormat(JsonElement format) => ChatFields.Text(format, "type", "text.format") switch
    {
        "text" => null,
        "json_object" => new ChatFormat(null),
        "json_schema" => ChatFields.SchemaFormat(format, "text.format"),
        _ => throw RequestException.NotCarried("text.format.type"),
    };
}
