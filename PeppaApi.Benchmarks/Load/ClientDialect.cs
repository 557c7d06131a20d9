using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Load;

/// <summary>How a client speaks: where it calls, how it says who it is, what it sends, and what it looks for in a reply.</summary>
internal abstract class ClientDialect
{
    public static ClientDialect OpenAI { get; } = new OpenAIClientDialect();

    public static ClientDialect Anthropic { get; } = new AnthropicClientDialect();

    public static ClientDialect Paced { get; } = new PacedClientDialect();

    public static ClientDialect LongPrompt { get; } = new LongPromptDialect();

    public static ClientDialect Transcription { get; } = new TranscriptionDialect();

    public abstract string Path { get; }

    public virtual string ContentType => "application/json";

    /// <summary>Whether a stream can be asked for.</summary>
    public virtual bool HasStreams => true;

    /// <summary>Content events in one stream, beside those that begin and end it.</summary>
    public virtual int ContentEvents => SampleReplies.ContentEvents;

    /// <summary>Stands in a whole reply, and says that the model had said all.</summary>
    public abstract ReadOnlySpan<byte> Finish { get; }

    /// <summary>The last bytes of a whole stream.</summary>
    public abstract ReadOnlySpan<byte> StreamEnd { get; }

    /// <summary>Stands once in every content event, and in no other.</summary>
    public abstract ReadOnlySpan<byte> ContentMark { get; }

    public abstract IReadOnlyList<(string Name, string Value)> Headers(string key);

    public abstract byte[] Body(string model, bool stream);
}
