using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Providers.Ernie;

/// <summary>vendors/baidu-ernie.md, 2.6.</summary>
internal sealed class ErnieEmbeddings : EmbeddingForm
{
    protected override string Vector => "embedding";

    protected override string Index => "index";

    protected override JsonElement? List(JsonElement reply) => ChatFields.Member(reply, "data");

    protected override long? Tokens(JsonElement reply) => Count(ChatFields.Member(reply, "usage"), "prompt_tokens");

    protected override void Write(Utf8JsonWriter json, EmbeddingAsked asked, in UpstreamTarget target)
    {
        RequestException.Refuse(asked.Dimensions is not null, "dimensions");
        Texts(json, "input", asked);
    }
}
