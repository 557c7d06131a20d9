using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>Writes a request for a client of another dialect (vendors/zhipu-chatglm.md, 2.1). It takes text, temperature and top_p, and no limit of the output.</summary>
internal static class ChatGlmChatWriter
{
    private const double Least = 0.01;
    private const double MostMass = 0.99;

    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request)
    {
        Refuse(request.Choices > 1, "n");
        Refuse(request.Tools.Count > 0, "tools");
        Refuse(request.Format is not null, "response_format");
        Refuse(request.Stop.Count > 0, "stop");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("prompt");
            if (TextOnly.Instructions(request.Messages) is { } system)
            {
                // Instructions have no role of their own.
                WriteTurn(json, "user", system);
                WriteTurn(json, "assistant", "Okay");
            }

            TextTurns.Of(request).ForEach(turn => WriteTurn(json, turn.Role == ChatRole.Assistant ? "assistant" : "user", turn.Text));
            json.WriteEndArray();
            if (request.Temperature is { } temperature)
            {
                json.WriteNumber("temperature", Math.Clamp(temperature, Least, 1));
            }

            if (request.TopP is { } mass)
            {
                json.WriteNumber("top_p", Math.Clamp(mass, Least, MostMass));
            }

            if (request.Stream)
            {
                json.WriteBoolean("incremental", true);
            }

            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void Refuse(bool asked, string field)
    {
        if (asked)
        {
            throw RequestException.NotCarried(field);
        }
    }

    private static void WriteTurn(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }
}
