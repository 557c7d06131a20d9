using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Writes events of the Gemini dialect. Each is a whole response; lines end as Google's do.</summary>
internal static class GeminiChunks
{
    /// <summary>The chunk that ends a stream because the credit is used up.</summary>
    /// <param name="firstData">Payload of the stream's first chunk.</param>
    public static byte[] LengthEnd(ReadOnlySpan<byte> firstData, in UsageReport usage)
    {
        var (model, id) = NamesIn(firstData);
        var chunk = new ArrayBufferWriter<byte>();
        using (var json = Open(chunk))
        {
            GeminiAnswerWriter.WriteCandidate(json, [new TextPart("")], ChatFinish.Length, 0);
            json.WriteEndArray();
            GeminiAnswerWriter.WriteUsage(json, usage);
            Close(chunk, json, model, id);
        }

        return chunk.WrittenSpan.ToArray();
    }

    /// <summary>Begins an event, the object that is its payload, and its list of candidates.</summary>
    public static Utf8JsonWriter Open(IBufferWriter<byte> client)
    {
        client.Write("data: "u8);
        var json = new Utf8JsonWriter(client, ChatJson.Options);
        json.WriteStartObject();
        json.WriteStartArray("candidates");
        return json;
    }

    public static void Close(IBufferWriter<byte> client, Utf8JsonWriter json, string? model, string? id)
    {
        GeminiAnswerWriter.WriteNames(json, model, id);
        json.WriteEndObject();
        json.Flush();
        client.Write("\r\n\r\n"u8);
    }

    private static (string? Model, string? Id) NamesIn(ReadOnlySpan<byte> data)
    {
        try
        {
            using var document = ChatFields.Parse(data);
            return (ChatFields.Text(document.RootElement, "modelVersion"), ChatFields.Text(document.RootElement, "responseId"));
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
