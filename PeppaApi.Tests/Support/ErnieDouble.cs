using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>Baidu's edge: gives tokens for a key, knows which are good, and checks the order of roles and the bounds of fields (vendors/baidu-ernie.md).</summary>
internal sealed class ErnieDouble
{
    public const string Key = "fxAK-api-key|fxSK-secret-key";
    public const string Hello = """{"id":"as-fx00000001","object":"chat.completion","created":1704164800,"result":"Paris","is_truncated":false,"need_clear_history":false,"finish_reason":"normal","usage":{"prompt_tokens":7,"completion_tokens":1,"total_tokens":8}}""";

    public const string Vectors = """{"id":"as-fx4","object":"embedding_list","created":1704164804,"data":[{"object":"embedding","embedding":[0.5,-1],"index":0},{"object":"embedding","embedding":[0.25,2],"index":1}],"usage":{"prompt_tokens":4,"total_tokens":4}}""";

    private int _tokens;

    public int Tokens => _tokens;

    /// <summary>Seconds that a token is said to be good.</summary>
    public int Lifetime { get; set; } = 2_592_000;

    /// <summary>The only token that is good; none takes the last one given.</summary>
    public string? OnlyGood { get; set; }

    /// <summary>The code that every conversation is answered with; 0 answers it.</summary>
    public int Fails { get; set; }

    public async Task AnswerAsync(HttpContext context) => await (context.Request.Path.Value switch
    {
        "/oauth/2.0/token" => Token(context),
        "/v1/models" => context.Request.Query["access_token"] == $"24.fx.{_tokens}" ? Replies.Json("""{"data":[{"id":"ernie-4.0-8k"}]}""") : Error(110, "Access token invalid or no longer valid"),
        _ => Chat(context),
    })(context);

    private RequestDelegate Token(HttpContext context)
    {
        if (context.Request.Query["grant_type"] != "client_credentials" || $"{context.Request.Query["client_id"]}|{context.Request.Query["client_secret"]}" != Key)
        {
            return Replies.Json("""{"error":"invalid_client","error_description":"unknown client id"}""", 401);
        }

        return Replies.Json($$"""{"refresh_token":"25.fx","expires_in":{{Lifetime}},"access_token":"24.fx.{{Interlocked.Increment(ref _tokens)}}","scope":"public"}""");
    }

    private RequestDelegate Chat(HttpContext context)
    {
        var good = OnlyGood ?? $"24.fx.{_tokens}";
        var body = JsonNode.Parse((string)context.Items["body"]!)!.AsObject();
        return context.Request.Query["access_token"] != good ? Error(110, "Access token invalid or no longer valid")
            : context.Request.Path.Value!.EndsWith("/embeddings/embedding-v1", StringComparison.Ordinal) ? Replies.Json(body["input"] is System.Text.Json.Nodes.JsonArray { Count: 2 } ? Vectors : "{}")
            : Fails != 0 ? Error(Fails, "no")
            : Fault(body) is { } fault ? Error(336003, fault)
            : body["stream"]?.GetValue<bool>() == true ? Replies.Stream(System.Text.Encoding.UTF8.GetString(Fixture.Bytes("Ernie", "hello.sse")))
            : Replies.Json(Hello);
    }

    private static RequestDelegate Error(int code, string message) => Replies.Json($$"""{"error_code":{{code}},"error_msg":"{{message}}"}""");

    private static string? Fault(JsonObject body)
    {
        var roles = body["messages"]!.AsArray().Select(message => (string)message!["role"]!).ToList();
        var turns = roles.Select((role, index) => (index % 2 == 0) == (role is "user" or "function")).All(fine => fine);
        return roles.Count % 2 == 0 ? "the length of messages must be an odd number"
            : !turns || roles.Exists(role => role is not ("user" or "assistant" or "function")) ? "the roles must alternate"
            : body["messages"]!.AsArray().Any(message => (string)message!["content"]! == "" && message["function_call"] is null) ? "content is empty"
            : body["temperature"] is { } temperature && (double)temperature is <= 0 or > 1 ? "temperature must be in (0, 1]"
            : body["max_output_tokens"] is { } limit && (int)limit < 2 ? "max_output_tokens must be at least 2"
            : body["response_format"] is { } format && format is not JsonValue ? "response_format must be a string"
            : null;
    }
}
