using PeppaApi.Providers.OpenAI.Responses;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>The kinds of request that are no conversation.</summary>
internal static class MediaRequests
{
    /// <summary>Facts to be read into; none for a conversation and the like.</summary>
    public static MediaRequest? Create(Operation operation) => operation switch
    {
        Operation.ImageGeneration or Operation.ImageEdit or Operation.ImageVariation => new ImageRequest { Operation = operation },
        Operation.Speech => new SpeechRequest { Operation = operation },
        Operation.Transcription or Operation.Translation => new TranscriptRequest { Operation = operation },
        Operation.Moderation => new ModerationRequest { Operation = operation },
        Operation.Rerank => new RerankRequest { Operation = operation },
        Operation.Responses => new ResponsesRequest { Operation = operation },
        _ => null,
    };
}
