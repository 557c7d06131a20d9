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
        RequestException.Refuse(request.Choices > 1, "n");
        RequestException.Refuse(request.Tools.Count > 0, "tools");
        RequestException.Refuse(request.Format is not null, "response_format");
        RequestException.Refuse(request.Stop.Count > 0, "stop");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            TextTurns.Write(json, "prompt", request, hasInstructions: false);
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
}
