namespace PeppaApi.Providers.OpenAI;

/// <summary>Where the operations of the OpenAI API are.</summary>
public static class OpenAIAddress
{
    public static string Path(Operation operation) => operation switch
    {
        Operation.Chat => "chat/completions",
        Operation.Completion => "completions",
        Operation.Embedding => "embeddings",
        Operation.ImageGeneration => "images/generations",
        Operation.ImageEdit => "images/edits",
        Operation.ImageVariation => "images/variations",
        Operation.Speech => "audio/speech",
        Operation.Transcription => "audio/transcriptions",
        Operation.Translation => "audio/translations",
        Operation.Moderation => "moderations",
        Operation.Rerank => "rerank",
        Operation.Responses => "responses",
        Operation.Video => "videos",
        Operation.Realtime => "realtime",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>Address of an operation. A base that names no version gets <c>/v1</c>; one with a path of its own, such as <c>/api/v3</c>, is kept.</summary>
    public static Uri Of(Uri baseAddress, Operation operation) => Below(baseAddress, Path(operation));

    /// <param name="path">Below the version.</param>
    public static Uri Below(Uri baseAddress, string path)
    {
        var root = baseAddress.AbsolutePath == "/" ? "/v1" : baseAddress.AbsolutePath.TrimEnd('/');
        return new Uri(baseAddress, $"{root}/{path}");
    }
}
