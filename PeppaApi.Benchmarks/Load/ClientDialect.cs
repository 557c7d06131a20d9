namespace PeppaApi.Benchmarks.Load;

/// <summary>How a client speaks: where it calls, how it says who it is, what it sends, and what it looks for in a reply.</summary>
internal abstract class ClientDialect
{
    public static ClientDialect OpenAI { get; } = new OpenAIClientDialect();

    public static ClientDialect Anthropic { get; } = new AnthropicClientDialect();

    public abstract string Path { get; }

    /// <summary>Stands in a whole reply, and says that the model had said all.</summary>
    public abstract ReadOnlySpan<byte> Finish { get; }

    /// <summary>The last bytes of a whole stream.</summary>
    public abstract ReadOnlySpan<byte> StreamEnd { get; }

    /// <summary>Stands once in every content event, and in no other.</summary>
    public abstract ReadOnlySpan<byte> ContentMark { get; }

    public abstract IReadOnlyList<(string Name, string Value)> Headers(string key);

    public abstract byte[] Body(string model, bool stream);
}
