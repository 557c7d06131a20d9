using System.Text.Json;

namespace PeppaApi.Providers;

/// <summary>Reads the values of request fields, and says which one is wrong. The reader stands on the value and stays on it.</summary>
internal static class RequestValues
{
    public const long LargestOutputLimit = 10_000_000;

    /// <summary>Deep enough for any schema; deeper is no request but an attack.</summary>
    public const int MaxDepth = 128;

    public const int MostTools = 1_024;

    /// <summary>Levels of JSON in a schema; an object in an object takes two.</summary>
    public const int DeepestSchema = 80;

    public static JsonSpan Here(ref Utf8JsonReader reader) =>
        new((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    public static string ReadModel(ref Utf8JsonReader reader)
    {
        RequestException.Require(
            reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= 200,
            "model", "'model' must be a string of 1 to 200 characters.", "model 必须是 1 到 200 个字符的字符串。");
        return reader.GetString()!;
    }

    public static bool ReadFlag(ref Utf8JsonReader reader, string name)
    {
        RequestException.Require(
            reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null,
            name, $"'{name}' must be true or false.", $"{name} 必须是 true 或 false。");
        return reader.TokenType == JsonTokenType.True;
    }

    /// <returns>The number, or <see langword="null"/> where the body says null.</returns>
    public static long? ReadCount(ref Utf8JsonReader reader, string name, long largest)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var ok = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number >= 1 && number <= largest;
        RequestException.Require(ok, name, $"'{name}' must be a whole number from 1 to {largest}.", $"{name} 必须是 1 到 {largest} 的整数。");
        return reader.GetInt64();
    }

    /// <summary>Passes over tools, or a format with a schema, of which nobody needs this many or this deep.</summary>
    public static void SkipTools(ref Utf8JsonReader reader, string name)
    {
        var depth = reader.CurrentDepth;
        var count = 0;
        do
        {
            count += reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == depth + 1 ? 1 : 0;
            if (count > MostTools || reader.CurrentDepth > depth + DeepestSchema)
            {
                throw new RequestException(
                    name,
                    $"'{name}' holds more than {MostTools} entries or is nested deeper than {DeepestSchema} levels.",
                    $"{name} 超过 {MostTools} 项或嵌套超过 {DeepestSchema} 层。");
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }

    /// <summary>A body that could not be parsed.</summary>
    public static RequestException NotJson(JsonException exception) => new(
        null,
        $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}).",
        $"请求体不是有效的 JSON（第 {exception.LineNumber + 1} 行，第 {exception.BytePositionInLine} 字节）。");
}
