using System.Buffers;
using System.Text;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic.Completion;

/// <summary>Writes a conversation as one text that goes on (vendors/anthropic.md, 9).</summary>
internal static class CompletionChatWriter
{
    private const double HighestTemperature = 1;

    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request, in UpstreamTarget target)
    {
        TextOnly.Require(request, tools: false);
        RequestException.Refuse(request.Format is not null, "response_format");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("model", target.Model);
            json.WriteString("prompt", Prompt(request.Messages));
            json.WriteNumber("max_tokens_to_sample", request.OutputLimit ?? Math.Max(1, request.AssumedLimit));
            WriteSampling(json, request);
            AnthropicChatWriter.WriteAsker(json, request);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    /// <summary>Instructions first, then the turns, and the model's word to take. It must begin with the human's turn.</summary>
    private static string Prompt(List<ChatMessage> messages)
    {
        var prompt = new StringBuilder();
        var instructions = TextOnly.Instructions(messages);
        var turns = messages.Where(message => message.Role != ChatRole.System).ToList();
        if (instructions is not null)
        {
            prompt.Append("\n\nHuman: ").Append(instructions);
        }

        if (turns is [{ Role: ChatRole.Assistant }, ..] && instructions is null)
        {
            prompt.Append("\n\nHuman:");
        }

        for (var i = 0; i < turns.Count; i++)
        {
            // Instructions and the first question are one turn of the human.
            prompt.Append(i == 0 && instructions is not null && turns[i].Role == ChatRole.User ? "\n\n"
                : turns[i].Role == ChatRole.User ? "\n\nHuman: " : "\n\nAssistant: ").Append(turns[i].Text);
        }

        // An answer that was begun goes on; else the model's turn begins.
        return turns is [.., { Role: ChatRole.Assistant }] ? prompt.ToString().TrimEnd() : prompt.Append("\n\nAssistant:").ToString();
    }

    private static void WriteSampling(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", Math.Min(temperature, HighestTemperature));
        }

        if (request.TopP is { } topP)
        {
            json.WriteNumber("top_p", topP);
        }

        if (request.TopK is { } topK)
        {
            json.WriteNumber("top_k", topK);
        }

        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stop_sequences");
            foreach (var stop in request.Stop)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }
}
