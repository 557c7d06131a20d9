namespace PeppaApi.Providers.Gemini;

/// <summary>Where the operations of the Gemini API are: model and method are the end of the path (vendors/gemini.md, 1).</summary>
public static class GeminiAddress
{
    private const string Version = "v1beta";

    public static string Method(Operation operation, bool stream) => operation switch
    {
        Operation.Chat => stream ? "streamGenerateContent" : "generateContent",
        Operation.Embedding => "embedContent",
        Operation.EmbeddingBatch => "batchEmbedContents",
        Operation.CountTokens => "countTokens",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>Address of an operation. A base that does not end with a version gets one. Streams are always asked for as server-sent events.</summary>
    public static Uri Of(in UpstreamTarget target, Operation operation, bool stream)
    {
        var root = target.Endpoint.AbsolutePath.TrimEnd('/');
        root = EndsWithVersion(root) ? root : $"{root}/{Version}";
        // A colon in the model's name is part of the path, the one before the method must stay as it is.
        var model = string.Join('/', Resource(target.Model).Split('/').Select(Uri.EscapeDataString));
        return new Uri(target.Endpoint, $"{root}/{model}:{Method(operation, stream)}{(stream ? "?alt=sse" : "")}");
    }

    /// <summary>A model's full name: models that were tuned have a collection of their own.</summary>
    public static string Resource(string model) =>
        model.StartsWith("models/", StringComparison.Ordinal) || model.StartsWith("tunedModels/", StringComparison.Ordinal) ? model : $"models/{model}";

    private static bool EndsWithVersion(string path)
    {
        var last = path[(path.LastIndexOf('/') + 1)..];
        return last.Length >= 2 && last[0] == 'v' && char.IsAsciiDigit(last[1]);
    }
}
