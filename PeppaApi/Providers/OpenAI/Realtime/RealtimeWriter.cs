using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Realtime;

/// <summary>The few events that the relay itself has to say in a session.</summary>
internal static class RealtimeWriter
{
    /// <summary>Asks the upstream to write no more: nobody listens.</summary>
    public static byte[] Cancel { get; } = """{"type":"response.cancel"}"""u8.ToArray();

    public static byte[] Error(DoorError error)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "error");
            writer.WriteString("event_id", $"event_{error.RequestId}");
            writer.WriteStartObject("error");
            writer.WriteString("type", error.Type);
            writer.WriteString("code", error.Code);
            writer.WriteString("message", error.Message);
            writer.WriteString("param", error.Param);
            writer.WriteNull("event_id");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
