using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>
/// Whether a model is of the kind that a door is for. What its price does not say is left to the upstream; but a model
/// whose price has nothing for what the door gives would be free there, and is refused.
/// </summary>
internal static class ModelKinds
{
    /// <summary>Why the model cannot be called here, or <see langword="null"/> if it may.</summary>
    public static RelayFailure? Check(Operation operation, ModelPrice price)
    {
        var fits = operation switch
        {
            Operation.Chat or Operation.Responses or Operation.CountTokens => price.Kind is "chat" or "completion" || (price.Kind is "image" or "audio" or "video" && HasTokens(price)) || IsUnsaid(price),
            Operation.Completion => price.Kind is "chat" or "completion" || IsUnsaid(price),
            Operation.Realtime => price.Kind is "chat" or "audio" || IsUnsaid(price),
            Operation.Embedding or Operation.EmbeddingBatch => price.Kind is "embedding" || IsUnsaid(price),
            Operation.ImageGeneration or Operation.ImageEdit or Operation.ImageVariation => price.Kind is "image" || IsUnsaid(price),
            Operation.Speech or Operation.Transcription or Operation.Translation => price.Kind is "audio" || IsUnsaid(price),
            Operation.Moderation => price.Kind is "moderation" || IsUnsaid(price),
            Operation.Rerank => price.Kind is "rerank" || IsUnsaid(price),
            _ => true,
        };
        return fits && IsPriced(operation, price)
            ? null
            : new RelayFailure.BadRequest(
                "model",
                $"The model '{price.Model}' cannot be used at this address: it is no model of this kind.",
                $"模型 {price.Model} 不能用于该接口：模型类型不符。");
    }

    /// <summary>Whether the model has a price for tokens.</summary>
    public static bool HasTokens(ModelPrice price) => price.InputPerMillion > 0 || price.OutputPerMillion > 0 || price.AudioInputPerMillion > 0
        || price.ImageInputPerMillion > 0 || price.AudioOutputPerMillion > 0 || price.ImageOutputPerMillion > 0;

    /// <summary>Nobody said of what kind the model is: an operator's own price begins as one of a chat model.</summary>
    private static bool IsUnsaid(ModelPrice price) => price.Kind == "chat" && price.Vendor is null;

    /// <summary>Whether the door gives something that the price has; a model without any price but zero is free everywhere.</summary>
    private static bool IsPriced(Operation operation, ModelPrice price)
    {
        var pieces = price.PerImage > 0 || price.ImagePrices.Count > 0 || price.PerSecond > 0 || price.CharactersPerMillion > 0 || price.PerUnit > 0;
        return price.PerCall is not null || HasTokens(price) || !pieces || operation switch
        {
            Operation.ImageGeneration or Operation.ImageEdit or Operation.ImageVariation => price.PerImage > 0 || price.ImagePrices.Count > 0,
            Operation.Speech => price.CharactersPerMillion > 0,
            Operation.Transcription or Operation.Translation => price.PerSecond > 0,
            Operation.Rerank => price.PerUnit > 0,
            _ => false,
        };
    }
}
