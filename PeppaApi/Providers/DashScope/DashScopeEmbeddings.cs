using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Providers.DashScope;

/// <summary>vendors/ali-qwen.md, 6.</summary>
internal sealed class DashScopeEmbeddings : EmbeddingForm
{
    protected override string Vector => "embedding";

    protected override string Index => "text_index";

    protected override JsonElement? List(JsonElement reply) => ChatFields.Member(ChatFields.Member(reply, "output") ?? default, "embeddings");

    protected override long? Tokens(JsonElement reply) => Count(ChatFields.Member(reply, "usage"), "total_tokens");

    protected override void Write(Utf8JsonWriter json, EmbeddingAsked asked, in UpstreamTarget target)
    {
        json.WriteString("model", target.Model);
        json.WriteStartObject("input");
        Texts(json, "texts", asked);
        json.WriteEndObject();
        json.WriteStartObject("parameters");
        json.WriteString("text_type", "document");
        if (asked.Dimensions is { } dimensions)
        {
            json.WriteNumber("dimension", dimensions);
        }

        json.WriteEndObject();
    }
}
