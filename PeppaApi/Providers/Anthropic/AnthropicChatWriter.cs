using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Writes a message request for a client of another dialect (vendors/anthropic.md, 2 and 6).</summary>
internal static class AnthropicChatWriter
{
    private const double HighestTemperature = 1;

    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request, in UpstreamTarget target)
    {
        RequestException.Refuse(request.Choices > 1, "n");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            var limit = request.OutputLimit ?? Math.Max(1, request.AssumedLimit);
            var budget = AnthropicThinking.Budget(request, limit);
            json.WriteStartObject();
            json.WriteString("model", target.Model);
            json.WriteNumber("max_tokens", limit);
            ChatJson.StringIfAny(json, "system", System(request));
            AnthropicMessageWriter.Write(json, request.Messages);
            WriteSampling(json, request, budget > 0);
            WriteTools(json, request);
            AnthropicThinking.Write(json, budget);
            WriteAsker(json, request);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    /// <summary>Who asks, and whether for a stream.</summary>
    public static void WriteAsker(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.EndUser is { } user)
        {
            json.WriteStartObject("metadata");
            json.WriteString("user_id", user);
            json.WriteEndObject();
        }

        if (request.Stream)
        {
            json.WriteBoolean("stream", true);
        }
    }

    /// <summary>All instructions, wherever they stood, and the wish for JSON, for which not every model has a field.</summary>
    private static string? System(ChatRequest request)
    {
        var texts = request.Messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).ToList();
        if (request.Format is { } format)
        {
            texts.Add(format.Schema is null
                ? "Answer with one valid JSON object and nothing else: no introduction, no code fence."
                : $"Answer with one valid JSON value that keeps to this JSON schema, and nothing else: no introduction, no code fence.\n{format.Schema}");
        }

        return texts.Count == 0 ? null : string.Join('\n', texts);
    }

    private static void WriteSampling(Utf8JsonWriter json, ChatRequest request, bool thinks)
    {
        // While it thinks the model takes no other temperature than its own, and newer ones take only one of the two.
        if (!thinks && request.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", Math.Min(temperature, HighestTemperature));
        }
        else if (!thinks && request.TopP is { } topP)
        {
            json.WriteNumber("top_p", topP);
        }

        if (!thinks && request.TopK is { } topK)
        {
            json.WriteNumber("top_k", topK);
        }

        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stop_sequences");
            foreach (var stop in request.Stop)
            {
                RequestException.Require(
                    !string.IsNullOrWhiteSpace(stop), "stop", "'stop' must not be blank for this model.", "该模型的 stop 不能是空白字符。");
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            ChatJson.StringIfAny(json, "description", tool.Description);
            ChatJson.RawIfAny(json, "input_schema", tool.Schema ?? ChatJson.NoArguments);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice is null && request.ParallelToolCalls is not false)
        {
            return;
        }

        var mode = request.ToolChoice?.Mode ?? ChatToolMode.Auto;
        json.WriteStartObject("tool_choice");
        json.WriteString("type", mode switch { ChatToolMode.Any => "any", ChatToolMode.None => "none", ChatToolMode.Named => "tool", _ => "auto" });
        ChatJson.StringIfAny(json, "name", request.ToolChoice?.Name);
        if (request.ParallelToolCalls is false && mode != ChatToolMode.None)
        {
            json.WriteBoolean("disable_parallel_tool_use", true);
        }

        json.WriteEndObject();
    }
}
