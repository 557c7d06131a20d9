using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Forms;

/// <summary>Embeddings: the vendors differ in where the vectors stand and what they are called.</summary>
internal abstract class EmbeddingForm : MediaForm
{
    /// <summary>The list of vectors in a reply.</summary>
    protected abstract JsonElement? List(JsonElement reply);

    /// <summary>The input tokens that the reply tells.</summary>
    protected abstract long? Tokens(JsonElement reply);

    protected abstract string Vector { get; }

    protected abstract string Index { get; }

    protected abstract void Write(Utf8JsonWriter json, EmbeddingAsked asked, in UpstreamTarget target);

    protected static void Texts(Utf8JsonWriter json, string name, EmbeddingAsked asked)
    {
        json.WriteStartArray(name);
        asked.Texts.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    protected static long? Count(JsonElement? usage, string name) =>
        usage is { } found && ChatFields.Member(found, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count >= 0 ? count : null;

    private protected override byte[] Write(JsonElement request, in UpstreamTarget target)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            Write(json, EmbeddingAsked.Read(request), target);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private protected override MediaReply Read(JsonElement reply, JsonElement request, RequestFacts facts, DateTimeOffset now)
    {
        if (List(reply) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            throw new JsonException();
        }

        var (tokens, inBase64) = (Tokens(reply), EmbeddingAsked.WantsBase64(request));
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            var position = 0L;
            foreach (var one in list.EnumerateArray())
            {
                WriteVector(json, one, Count(one, Index) ?? position, inBase64);
                position++;
            }

            json.WriteEndArray();
            json.WriteString("model", facts.Model);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens ?? 0);
            json.WriteNumber("total_tokens", tokens ?? 0);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new MediaReply(body.WrittenSpan.ToArray(), tokens is { } input ? new UsageReport { UncachedInput = input } : null);
    }

    private void WriteVector(Utf8JsonWriter json, JsonElement one, long index, bool inBase64)
    {
        if (ChatFields.Member(one, Vector) is not { ValueKind: JsonValueKind.Array } vector)
        {
            throw new JsonException();
        }

        json.WriteStartObject();
        json.WriteString("object", "embedding");
        json.WriteNumber("index", index);
        json.WritePropertyName("embedding");
        if (inBase64)
        {
            var bytes = new byte[vector.GetArrayLength() * sizeof(float)];
            var at = 0;
            foreach (var number in vector.EnumerateArray())
            {
                System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), number.GetSingle());
                at += sizeof(float);
            }

            json.WriteBase64StringValue(bytes);
        }
        else
        {
            vector.WriteTo(json);
        }

        json.WriteEndObject();
    }
}

/// <summary>What a client of OpenAI's asks for.</summary>
internal sealed record EmbeddingAsked(List<string> Texts, long? Dimensions)
{
    /// <summary>Whether vectors are to come as bytes, which OpenAI's own libraries want.</summary>
    public static bool WantsBase64(JsonElement request) => ChatFields.Text(request, "encoding_format") == "base64";

    /// <exception cref="RequestException">The input is no text.</exception>
    public static EmbeddingAsked Read(JsonElement request)
    {
        var input = ChatFields.Member(request, "input") ?? default;
        var texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray()] : new List<JsonElement> { input };
        RequestException.Require(
            texts.TrueForAll(text => text.ValueKind == JsonValueKind.String), "input", "The upstream of this model takes texts, no tokens.", "提供该模型的上游接口只支持文本，不支持 token 数组。");
        return new EmbeddingAsked(
            texts.ConvertAll(text => text.GetString()!),
            ChatFields.Member(request, "dimensions") is { } dimensions ? ChatFields.Count(dimensions, "dimensions", 1, 100_000) : null);
    }
}
