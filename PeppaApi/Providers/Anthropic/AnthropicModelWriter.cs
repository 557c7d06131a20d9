using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Writes models as Anthropic lists them (vendors/anthropic.md, 1): all on one page.</summary>
internal static class AnthropicModelWriter
{
    public static byte[] Write(ListedModel model) => JsonSerializer.SerializeToUtf8Bytes(Model.Of(model));

    public static byte[] Write(IReadOnlyList<ListedModel> models) => JsonSerializer.SerializeToUtf8Bytes(
        new Page([.. models.Select(Model.Of)], false, models.Count == 0 ? null : models[0].Id, models.Count == 0 ? null : models[^1].Id));

    private sealed record Page(
        [property: JsonPropertyName("data")] IReadOnlyList<Model> Data,
        [property: JsonPropertyName("has_more")] bool HasMore,
        [property: JsonPropertyName("first_id")] string? FirstId,
        [property: JsonPropertyName("last_id")] string? LastId);

    private sealed record Model(
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("display_name")] string DisplayName,
        [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt)
    {
        public static Model Of(ListedModel model) => new("model", model.Id, model.Id, model.Created);
    }
}
