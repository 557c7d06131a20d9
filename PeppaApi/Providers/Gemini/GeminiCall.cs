namespace PeppaApi.Providers.Gemini;

/// <summary>Reads what a client's address says: <c>{model}:{method}</c> after <c>/models/</c> (vendors/gemini.md, 1).</summary>
public static class GeminiCall
{
    /// <param name="path">The rest of the path.</param>
    /// <returns>None if it names no model and method that are known.</returns>
    public static DoorCall? Read(string path)
    {
        // Names of models may have colons and slashes of their own: the method follows the last colon.
        var colon = path.LastIndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        var model = ModelOf(path[..colon]);
        return model.Length is 0 or > 200 ? null : path[(colon + 1)..] switch
        {
            "generateContent" => new DoorCall(Operation.Chat, model),
            "streamGenerateContent" => new DoorCall(Operation.Chat, model, Stream: true),
            "embedContent" => new DoorCall(Operation.Embedding, model),
            "batchEmbedContents" => new DoorCall(Operation.EmbeddingBatch, model),
            "countTokens" => new DoorCall(Operation.CountTokens, model),
            _ => null,
        };
    }

    /// <summary>A model's name as the relay's channels and prices have it, from its full name.</summary>
    public static string ModelOf(string resource) => resource.StartsWith("models/", StringComparison.Ordinal) ? resource["models/".Length..] : resource;
}
