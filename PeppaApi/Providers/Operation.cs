namespace PeppaApi.Providers;

/// <summary>What a client wants done. The same operation has another address in each dialect.</summary>
public enum Operation
{
    /// <summary>A conversation goes on. The one operation that is translated between dialects.</summary>
    Chat,

    /// <summary>A text goes on (OpenAI's old completions).</summary>
    Completion,

    Embedding,

    /// <summary>Several texts at once, in a dialect that has an address of its own for that (Gemini).</summary>
    EmbeddingBatch,

    ImageGeneration,

    ImageEdit,

    ImageVariation,

    /// <summary>Text is spoken.</summary>
    Speech,

    /// <summary>Sound is written down.</summary>
    Transcription,

    /// <summary>Sound is written down in English.</summary>
    Translation,

    Moderation,

    /// <summary>Documents are put in order by what they say to a question.</summary>
    Rerank,

    /// <summary>A conversation goes on, in the form of OpenAI's Responses API.</summary>
    Responses,

    /// <summary>A video is made, which takes minutes: it goes the way of a task.</summary>
    Video,

    /// <summary>A conversation goes on over a socket, in speech or text.</summary>
    Realtime,

    /// <summary>How many input tokens a conversation has; costs nothing.</summary>
    CountTokens,
}
