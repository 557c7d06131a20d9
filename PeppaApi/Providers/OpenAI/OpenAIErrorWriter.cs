using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Writes <c>{"error":{...}}</c> (vendors/openai.md, 10).</summary>
internal static class OpenAIErrorWriter
{
    public static byte[] Write(DoorError error)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("message", error.Message);
            writer.WriteString("type", error.Type);
            writer.WriteString("param", error.Param);
            writer.WriteString("code", error.Code);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    public static byte[] WriteEvent(DoorError error) => [.. "data: "u8, .. Write(error), .. "\n\n"u8];
}
