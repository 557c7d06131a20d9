using System.Collections.Frozen;
using System.Text.Json;

namespace PeppaApi.Providers.Chat;

/// <summary>Reads members of a parsed body, and names the one that is wrong.</summary>
internal static class ChatFields
{
    // A reply or a request that came through the first pass is never deeper.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = RequestValues.MaxDepth };

    public static JsonDocument Parse(ReadOnlyMemory<byte> body) => JsonDocument.Parse(body, Options);

    public static JsonDocument Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        return JsonDocument.ParseValue(ref reader);
    }

    /// <summary>Nothing is asked for: null, false, zero, or empty.</summary>
    public static bool IsNeutral(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetDouble(out var number) && number == 0,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    /// <summary>What a request asks for, without what says nothing about the answer.</summary>
    public static IEnumerable<JsonProperty> Asked(JsonElement request, FrozenSet<string> dropped) =>
        request.EnumerateObject().Where(member => !dropped.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null);

    /// <summary>A member that nobody here knows must ask for nothing.</summary>
    public static void RequireNeutral(JsonElement value, string path) => RequestException.Refuse(!IsNeutral(value), path);

    /// <summary>A function that the model may call.</summary>
    /// <param name="schema">What the dialect calls the schema of its arguments.</param>
    public static ChatTool Tool(JsonElement function, string path, string schema) => new(
        Text(function, "name", path),
        Text(function, "description"),
        Member(function, schema) is { } found ? Object(found, $"{path}.{schema}").GetRawText() : null,
        Strict(function, path));

    /// <summary>A wish for JSON that keeps to a schema.</summary>
    public static ChatFormat SchemaFormat(JsonElement named, string path) =>
        new(Member(named, "schema")?.GetRawText(), Text(named, "name"), Text(named, "description"), Strict(named, path));

    public static JsonElement? Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The member as text, or <see langword="null"/> if there is none of that name or it is no text.</summary>
    public static string? Text(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static string Text(JsonElement holder, string name, string path)
    {
        var text = Text(holder, name);
        RequestException.Require(text is not null, $"{path}.{name}", $"'{path}.{name}' must be a string.", $"{path}.{name} 必须是字符串。");
        return text!;
    }

    public static string Text(JsonElement value, string path, int longest)
    {
        var ok = value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= longest;
        RequestException.Require(ok, path, $"'{path}' must be a string.", $"{path} 必须是字符串。");
        return value.GetString()!;
    }

    public static JsonElement Object(JsonElement value, string path)
    {
        RequestException.Require(value.ValueKind == JsonValueKind.Object, path, $"'{path}' must be an object.", $"{path} 必须是对象。");
        return value;
    }

    public static IEnumerable<(JsonElement Item, string Path)> Items(JsonElement value, string path)
    {
        RequestException.Require(value.ValueKind == JsonValueKind.Array, path, $"'{path}' must be an array.", $"{path} 必须是数组。");
        return value.EnumerateArray().Select((item, index) => (item, $"{path}[{index}]"));
    }

    public static double? Number(JsonElement value, string path, double least, double most)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var ok = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most;
        RequestException.Require(ok, path, $"'{path}' must be a number from {least} to {most}.", $"{path} 必须是 {least} 到 {most} 的数字。");
        return value.GetDouble();
    }

    public static long? Count(JsonElement value, string path, long least, long most)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var ok = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most;
        RequestException.Require(ok, path, $"'{path}' must be a whole number from {least} to {most}.", $"{path} 必须是 {least} 到 {most} 的整数。");
        return value.GetInt64();
    }

    public static bool? Flag(JsonElement value, string path)
    {
        RequestException.Require(
            value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null, path, $"'{path}' must be true or false.", $"{path} 必须是 true 或 false。");
        return value.ValueKind == JsonValueKind.Null ? null : value.GetBoolean();
    }

    public static string Base64(string data, string path)
    {
        RequestException.Require(data.Length > 0 && System.Buffers.Text.Base64.IsValid(data), path, $"'{path}' is no base64.", $"{path} 不是有效的 base64。");
        return data;
    }

    private static bool? Strict(JsonElement holder, string path) => Member(holder, "strict") is { } strict ? Flag(strict, $"{path}.strict") : null;
}
