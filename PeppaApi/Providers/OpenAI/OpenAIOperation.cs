namespace PeppaApi.Providers.OpenAI;

/// <summary>The operations of the OpenAI API that the relay serves.</summary>
public enum OpenAIOperation
{
    ChatCompletions,
    Completions,
    Embeddings,
}

public static class OpenAIAddress
{
    public static string Path(OpenAIOperation operation) => operation switch
    {
        OpenAIOperation.ChatCompletions => "chat/completions",
        OpenAIOperation.Completions => "completions",
        _ => "embeddings",
    };

    /// <summary>Address of an operation. A base that names no version gets <c>/v1</c>; one with a path of its own, such as <c>/api/v3</c>, is kept.</summary>
    public static Uri Of(Uri baseAddress, OpenAIOperation operation)
    {
        var root = baseAddress.AbsolutePath == "/" ? "/v1" : baseAddress.AbsolutePath.TrimEnd('/');
        return new Uri(baseAddress, $"{root}/{Path(operation)}");
    }
}
