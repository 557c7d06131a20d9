using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The vendor of <see cref="DialectDouble"/> in the Gemini dialect. It wants the seal on its first tool call back.</summary>
internal static class GeminiDouble
{
    private const string Seal = "c2VhbCt+Pz8/";
    private const string Usage = """{"promptTokenCount":9,"candidatesTokenCount":3,"totalTokenCount":12}""";

    private const string Calls =
        "[{\"functionCall\":{\"name\":\"get_weather\",\"args\":{\"city\":\"Oslo\"}},\"thoughtSignature\":\"" + Seal + "\"},"
        + "{\"functionCall\":{\"name\":\"get_weather\",\"args\":{\"city\":\"Rome\"}}}]";

    public static RequestDelegate Script { get; } = context =>
    {
        var body = JsonNode.Parse((string)context.Items["body"]!)!;
        var text = body.ToJsonString();
        var path = context.Request.Path.Value!;
        if (path.EndsWith(":countTokens", StringComparison.Ordinal))
        {
            return Replies.Json("""{"totalTokens":14}""")(context);
        }

        if (path.EndsWith(":batchEmbedContents", StringComparison.Ordinal))
        {
            return Replies.Json("""{"embeddings":[{"values":[0.5,-1]},{"values":[-1,0.5]}]}""")(context);
        }

        if (text.Contains("please fail", StringComparison.Ordinal))
        {
            return Replies.Json(GeminiReplies.Error(400, "INVALID_ARGUMENT", "That is too much."), 400)(context);
        }

        var reply = Answer(body, text);
        return GeminiReplies.Either(reply is null ? [GeminiReplies.Chunk(Calls, "STOP", Usage)] : Stream(reply), GeminiReplies.Whole(reply is null ? Calls : Text(reply), usage: Usage))(context);
    };

    /// <returns>The text to answer, or <see langword="null"/> to ask for the tools.</returns>
    private static string? Answer(JsonNode body, string text) =>
        text.Contains("\"functionResponse\"", StringComparison.Ordinal) ? Results(body["contents"]!.AsArray())
        : body["tools"] is not null ? null
        : text.Contains($$"""{"mimeType":"image/png","data":"{{DialectDouble.Dot.Replace("+", "\\u002B", StringComparison.Ordinal)}}"}""", StringComparison.Ordinal) ? DialectDouble.Picture
        : (string?)body["generationConfig"]?["responseMimeType"] == "application/json" ? DialectDouble.Json
        : DialectDouble.Greeting;

    private static string Results(JsonArray contents)
    {
        var asked = contents[^2]!["parts"]!.AsArray();
        var given = contents[^1]!["parts"]!.AsArray().Select(part => (string?)part!["functionResponse"]?["name"]);
        var cities = asked.Select(part => (string?)part!["functionCall"]?["args"]?["city"]);
        return (string?)asked[0]!["thoughtSignature"] == Seal && cities.SequenceEqual(["Oslo", "Rome"]) && given.SequenceEqual(["get_weather", "get_weather"])
            ? DialectDouble.Weather
            : "The results do not match the calls.";
    }

    private static string[] Stream(string reply)
    {
        var pieces = reply.Chunk(4).Select(piece => new string(piece)).ToList();
        return [.. pieces.Select((piece, index) => GeminiReplies.Chunk(Text(piece), index == pieces.Count - 1 ? "STOP" : "", Usage))];
    }

    private static string Text(string text) => $$"""[{"text":{{JsonValue.Create(text)!.ToJsonString()}} }]""";
}
