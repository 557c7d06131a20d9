using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>Writes models as Gemini lists them (vendors/gemini.md, 1).</summary>
internal static class GeminiModelWriter
{
    public static byte[] Write(ListedModel model) => Write(json => WriteObject(json, model));

    public static byte[] Write(IReadOnlyList<ListedModel> models) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("models");
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
        json.WriteString("name", GeminiAddress.Resource(model.Id));
        json.WriteString("displayName", model.Id);
        json.WriteStartArray("supportedGenerationMethods");
        string[] methods = model.Id.Contains("embedding", StringComparison.OrdinalIgnoreCase)
            ? ["embedContent", "batchEmbedContents"]
            : ["generateContent", "streamGenerateContent", "countTokens"];
        Array.ForEach(methods, json.WriteStringValue);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
