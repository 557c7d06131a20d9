using System.Collections.Frozen;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads a chat request whole, for an upstream of another dialect (vendors/openai.md, 2.1).</summary>
internal static class OpenAIChatReader
{
    /// <summary>Say nothing about the answer: how it is stored, priced, cached or sped up at OpenAI, or what the relay has read before.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(
    [
        "model", "stream", "stream_options", "store", "metadata", "service_tier", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "prediction", "verbosity",
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
            case "messages":
                OpenAIMessageReader.Read(value, request.Messages);
                break;
            case "max_completion_tokens":
                request.OutputLimit = ChatFields.Count(value, name, 1, RequestValues.LargestOutputLimit);
                break;
            case "max_tokens":
                request.OutputLimit ??= ChatFields.Count(value, name, 1, RequestValues.LargestOutputLimit);
                break;
            case "temperature":
                request.Temperature = ChatFields.Number(value, name, 0, 2);
                break;
            case "top_p":
                request.TopP = ChatFields.Number(value, name, 0, 1);
                break;
            case "top_k":
                request.TopK = ChatFields.Count(value, name, 0, int.MaxValue);
                break;
            case "presence_penalty":
                request.PresencePenalty = ChatFields.Number(value, name, -2, 2);
                break;
            case "frequency_penalty":
                request.FrequencyPenalty = ChatFields.Number(value, name, -2, 2);
                break;
            case "seed":
                request.Seed = ChatFields.Count(value, name, long.MinValue, long.MaxValue);
                break;
            case "n":
                request.Choices = ChatFields.Count(value, name, 1, 128) ?? 1;
                break;
            case "stop":
                ReadStop(request, value);
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
            case "parallel_tool_calls":
                request.ParallelToolCalls = ChatFields.Flag(value, name);
                break;
            case "response_format":
                request.Format = ReadFormat(ChatFields.Object(value, name));
                break;
            case "reasoning_effort":
                request.Reasoning = new ChatReasoning(ChatFields.Text(value, name, 20), null);
                break;
            case "modalities" when value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueEquals("text"u8)):
                break;
            default:
                ChatFields.RequireNeutral(value, name);
                break;
        }
    }

    private static void ReadStop(ChatRequest request, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            request.Stop.Add(value.GetString()!);
            return;
        }

        request.Stop.AddRange(ChatFields.Items(value, "stop").Select(item => ChatFields.Text(item.Item, item.Path, 10_000)));
    }

    private static ChatTool ReadTool(JsonElement tool, string path)
    {
        ChatFields.Object(tool, path);
        if (ChatFields.Text(tool, "type", path) != "function" || ChatFields.Member(tool, "function") is not { } function)
        {
            throw RequestException.NotCarried($"{path}.type");
        }

        return ChatFields.Tool(function, $"{path}.function", "parameters");
    }

    private static ChatToolChoice ReadToolChoice(JsonElement choice)
    {
        if (choice.ValueKind == JsonValueKind.String)
        {
            return choice.GetString() switch
            {
                "auto" => new ChatToolChoice(ChatToolMode.Auto),
                "none" => new ChatToolChoice(ChatToolMode.None),
                "required" or "any" => new ChatToolChoice(ChatToolMode.Any),
                _ => throw RequestException.NotCarried("tool_choice"),
            };
        }

        return ChatFields.Member(choice, "function") is { } function
            ? new ChatToolChoice(ChatToolMode.Named, ChatFields.Text(function, "name", "tool_choice.function"))
            : throw RequestException.NotCarried("tool_choice");
    }

    private static ChatFormat? ReadFormat(JsonElement format) => ChatFields.Text(format, "type", "response_format") switch
    {
        "text" => null,
        "json_object" => new ChatFormat(null),
        "json_schema" when ChatFields.Member(format, "json_schema") is { ValueKind: JsonValueKind.Object } named => ChatFields.SchemaFormat(named, "response_format.json_schema"),
        _ => throw RequestException.NotCarried("response_format.type"),
    };
}
