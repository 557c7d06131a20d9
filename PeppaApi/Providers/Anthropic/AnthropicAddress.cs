namespace PeppaApi.Providers.Anthropic;

/// <summary>Where the operations of the Anthropic API are.</summary>
public static class AnthropicAddress
{
    public static string Path(Operation operation) => operation switch
    {
        Operation.Chat => "messages",
        Operation.Completion => "complete",
        Operation.CountTokens => "messages/count_tokens",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>Address of an operation. As the vendor's own clients have it, <c>/v1</c> is added to whatever path the base has.</summary>
    public static Uri Of(Uri baseAddress, Operation operation)
    {
        var root = baseAddress.AbsolutePath.TrimEnd('/');
        return new Uri(baseAddress, $"{(root.EndsWith("/v1", StringComparison.Ordinal) ? root : root + "/v1")}/{Path(operation)}");
    }
}
