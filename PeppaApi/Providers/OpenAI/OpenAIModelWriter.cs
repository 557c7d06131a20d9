using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Writes models as OpenAI lists them (vendors/openai.md, 8).</summary>
internal static class OpenAIModelWriter
{
    public static byte[] Write(ListedModel model) => Write(json => WriteObject(json, model));

    public static byte[] Write(IReadOnlyList<ListedModel> models) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in models)
        {
            WriteObject(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteObject(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Id);
        json.WriteString("object", "model");
        json.WriteNumber("created", model.Created.ToUnixTimeSeconds());
        json.WriteString("owned_by", model.Vendor);
        json.WriteEndObject();
    }
}
