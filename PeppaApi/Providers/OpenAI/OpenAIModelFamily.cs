namespace PeppaApi.Providers.OpenAI;

/// <summary>What follows from the name of a model (vendors/openai.md, 2.7 and 12.1).</summary>
internal static class OpenAIModelFamily
{
    private static readonly string[] Reasoning = ["o1", "o3", "o4", "gpt-5"];
    private static readonly string[] Newer = ["gpt-4o", "gpt-4.1", "gpt-4.5", "chatgpt-4o"];

    /// <summary>The reasoning families refuse <c>max_tokens</c>.</summary>
    public static bool UsesCompletionTokens(string model) => StartsWith(model, Reasoning);

    /// <summary>o200k_base for the newer families, cl100k_base for all else, other vendors included.</summary>
    public static string Encoding(string model) =>
        StartsWith(model, Reasoning) || StartsWith(model, Newer) ? "o200k_base" : "cl100k_base";

    private static bool StartsWith(string model, string[] starts) =>
        Array.Exists(starts, start => model.StartsWith(start, StringComparison.Ordinal));
}
