using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Writes events of the Anthropic dialect: its clients go by the <c>event:</c> line (vendors/anthropic.md, 4).</summary>
internal static class AnthropicEvents
{
    /// <summary>The events that end a stream because the credit is used up.</summary>
    /// <param name="openBlock">The block that has begun and not ended.</param>
    public static byte[] LengthEnd(int? openBlock, in UsageReport usage)
    {
        var events = new ArrayBufferWriter<byte>();
        if (openBlock is { } index)
        {
            WriteBlockStop(events, index);
        }

        WriteEnd(events, "max_tokens", null, usage);
        return events.WrittenSpan.ToArray();
    }

    public static void WriteBlockStop(IBufferWriter<byte> client, int index)
    {
        using var json = Open(client, "content_block_stop"u8);
        json.WriteNumber("index", index);
        Close(client, json);
    }

    /// <summary>What comes last: why the answer ended, what it used, and that nothing follows.</summary>
    public static void WriteEnd(IBufferWriter<byte> client, string stopReason, string? stopSequence, in UsageReport usage)
    {
        using (var json = Open(client, "message_delta"u8))
        {
            json.WriteStartObject("delta");
            json.WriteString("stop_reason", stopReason);
            json.WriteString("stop_sequence", stopSequence);
            json.WriteEndObject();
            AnthropicAnswerWriter.WriteUsage(json, usage);
            Close(client, json);
        }

        using var stop = Open(client, "message_stop"u8);
        Close(client, stop);
    }

    /// <summary>Begins an event, and the object that is its payload.</summary>
    public static Utf8JsonWriter Open(IBufferWriter<byte> client, ReadOnlySpan<byte> type)
    {
        client.Write("event: "u8);
        client.Write(type);
        client.Write("\ndata: "u8);
        var json = new Utf8JsonWriter(client, ChatJson.Options);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        return json;
    }

    public static void Close(IBufferWriter<byte> client, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        client.Write("\n\n"u8);
    }
}
