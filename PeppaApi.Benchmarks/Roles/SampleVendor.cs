namespace PeppaApi.Benchmarks.Roles;

/// <summary>Where each vendor's dialect has the key, and whether a stream is wanted and in what form.</summary>
internal sealed record SampleVendor(string KeyHeader, Func<HttpRequest, ReplyWish, bool> Streams, Func<ReplyWish, SampleReplies> Replies)
{
    private const string GeminiModels = "/v1beta/models/";
    private const string GeminiStream = ":streamGenerateContent";

    private static readonly SampleVendor OpenAI = new(
        "Authorization", (_, wish) => wish.Stream, wish => wish.Usage ? OpenAIReplies.WithUsage : OpenAIReplies.WithoutUsage);

    private static readonly SampleVendor Anthropic = new("x-api-key", (_, wish) => wish.Stream, _ => AnthropicReplies.All);

    private static readonly SampleVendor Gemini = new(
        "x-goog-api-key", (request, _) => request.Path.Value!.EndsWith(GeminiStream, StringComparison.Ordinal), _ => GeminiReplies.All);

    /// <summary>Answers an upload, whose bytes it only counts as received.</summary>
    private static readonly SampleVendor Transcriber = new("Authorization", (_, _) => false, _ => new SampleReplies(OpenAIReplies.Transcript, [])) { TakesJson = false };

    public bool TakesJson { get; private init; } = true;

    /// <returns>Who answers at an address, or null.</returns>
    public static SampleVendor? At(string path) => path switch
    {
        "/v1/chat/completions" => OpenAI,
        "/v1/audio/transcriptions" => Transcriber,
        "/v1/messages" => Anthropic,
        _ when path.StartsWith(GeminiModels, StringComparison.Ordinal) && IsGenerate(path) => Gemini,
        _ => null,
    };

    private static bool IsGenerate(string path) =>
        path.EndsWith(":generateContent", StringComparison.Ordinal) || path.EndsWith(GeminiStream, StringComparison.Ordinal);
}
