using PeppaApi.Benchmarks.Load;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>
/// One way through PeppaApi: what the client speaks, and what the channel's upstream does. Each has a model, a channel and an upstream
/// key of its own, so that the books and the upstream's counts can be compared for each alone.
/// </summary>
internal sealed record RelayWay(string Name, ClientDialect Door, string Provider, string Model)
{
    /// <summary>The same dialect on both sides: bytes pass as they are.</summary>
    public static RelayWay PassThrough { get; } = new(Peer.PeppaApi, ClientDialect.OpenAI, "openai", "gpt-4o-mini");

    /// <summary>Long streams at the pace of a model that speaks.</summary>
    public static RelayWay Paced { get; } = new(Peer.PeppaApi, ClientDialect.Paced, "openai", "gpt-4o-mini");

    public static RelayWay LongPrompt { get; } = new(Peer.PeppaApi, ClientDialect.LongPrompt, "openai", "gpt-4o-mini");

    public static RelayWay Transcription { get; } = new(Peer.PeppaApi, ClientDialect.Transcription, "openai", "whisper-1");

    /// <summary>The names say what the client speaks and what the upstream does.</summary>
    public static IReadOnlyList<RelayWay> Translations { get; } =
    [
        new("OpenAI -> Anthropic", ClientDialect.OpenAI, "anthropic", "claude-3-5-haiku-20241022"),
        new("Anthropic -> OpenAI", ClientDialect.Anthropic, "openai", "gpt-4.1-mini"),
        new("OpenAI -> Gemini", ClientDialect.OpenAI, "gemini", "gemini-2.0-flash"),
    ];

    public string UpstreamKey => $"sk-upstream-{Model}";
}
