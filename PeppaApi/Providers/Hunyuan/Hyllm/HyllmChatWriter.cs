using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Hunyuan.Hyllm;

/// <summary>Writes a request for a client of another dialect (vendors/tencent-hunyuan.md, 2): text, temperature and top_p, and no limit of the output.</summary>
internal static class HyllmChatWriter
{
    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request)
    {
        TextOnly.Require(request, tools: false);
        RequestException.Refuse(request.Format is not null, "response_format");
        RequestException.Refuse(request.Stop.Count > 0, "stop");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            if (request.Temperature is { } temperature)
            {
                json.WriteNumber("temperature", Math.Clamp(temperature, 0, 1));
            }

            if (request.TopP is { } mass)
            {
                json.WriteNumber("top_p", Math.Clamp(mass, 0, 1));
            }

            json.WriteNumber("stream", request.Stream ? 1 : 0);
            TextTurns.Write(json, "messages", request, hasInstructions: false);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
