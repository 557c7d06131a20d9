using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers;

/// <summary>Input tokens of a picture by the family of the model, whatever dialect the request is written in.</summary>
public static class ImageTokens
{
    // Claude scales a picture down to about 1600 tokens; its newest models take up to three times that.
    private const long LargestOfClaude = 4_800;
    private const long UsualOfClaude = 1_600;

    /// <summary>The most that any one picture counts for.</summary>
    public static long Largest(string model) => IsClaude(model) ? LargestOfClaude : OpenAIImageTokens.Largest(model);

    public static long Count(string model, (int Width, int Height)? size, bool lowDetail) =>
        !IsClaude(model) ? OpenAIImageTokens.Count(model, size, lowDetail)
        : size is { } known ? Math.Clamp(known.Width * (long)known.Height / 750, 1, UsualOfClaude)
        : UsualOfClaude;

    private static bool IsClaude(string model) => model.Contains("claude", StringComparison.OrdinalIgnoreCase);
}
