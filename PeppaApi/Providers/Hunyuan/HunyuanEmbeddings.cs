using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Providers.Hunyuan;

/// <summary>vendors/tencent-hunyuan.md, 1.7: there is one model, so none is named.</summary>
internal sealed class HunyuanEmbeddings : EmbeddingForm
{
    protected override string Vector => "Embedding";

    protected override string Index => "Index";

    protected override JsonElement? List(JsonElement reply) => ChatFields.Member(Inner(reply), "Data");

    protected override long? Tokens(JsonElement reply) => Count(ChatFields.Member(Inner(reply), "Usage"), "PromptTokens");

    protected override void Write(Utf8JsonWriter json, EmbeddingAsked asked, in UpstreamTarget target)
    {
        RequestException.Refuse(asked.Dimensions is not null, "dimensions");
        Texts(json, "InputList", asked);
    }

    private static JsonElement Inner(JsonElement reply) => ChatFields.Member(reply, "Response") ?? reply;
}
