using System.Text.Json;

namespace PeppaApi.Providers;

/// <summary>The list of models that upstreams give: OpenAI's and Anthropic's <c>data[].id</c>, Gemini's <c>models[].name</c>.</summary>
public static class ModelList
{
    /// <summary>The question, authorised.</summary>
    public static HttpRequestMessage Create(in UpstreamTarget target, in UpstreamAccess access)
    {
        var root = target.Endpoint.AbsolutePath.TrimEnd('/');
        var path = target.Provider.Dialect.Name == "gemini"
            ? $"{(root.Length == 0 ? "/v1beta" : root)}/models?pageSize=1000"
            : $"{(root.Length == 0 ? "/v1" : root)}/models";
        var message = new HttpRequestMessage(HttpMethod.Get, new Uri(target.Endpoint, path));
        target.Provider.Dialect.Authorize(message, target, access);
        return message;
    }

    /// <summary>The names, in order; empty if the body has none.</summary>
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var (list, name) = root.ValueKind != JsonValueKind.Object ? (default, "")
                : root.TryGetProperty("data", out var data) ? (data, "id")
                : root.TryGetProperty("models", out var models) ? (models, "name")
                : (default, "");
            return list.ValueKind != JsonValueKind.Array
                ? []
                : [.. list.EnumerateArray().Select(model => Name(model, name)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string? Name(JsonElement model, string member)
    {
        const string Prefix = "models/";
        var name = model.ValueKind == JsonValueKind.Object && model.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return name is { Length: > 0 and <= 200 } ? name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name : null;
    }
}
