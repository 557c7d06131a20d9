using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers;

/// <summary>Input tokens of a picture by the family of the model, whatever dialect the request is written in.</summary>
public static class ImageTokens
{
    // Claude scales a picture down to about 1600 tokens; its newest models take up to three times that.
    private const long LargestOfClaude = 4_800;
    private const long UsualOfClaude = 1_600;

    // Gemini counts squares of 768 pixels (vendors/gemini.md, 2.1); the largest pictures that it takes have 16.
    private const long SquareOfGemini = 258;
    private const long MostSquares = 16;

    /// <summary>The most that any one picture counts for.</summary>
    public static long Largest(string model) => IsClaude(model) ? LargestOfClaude : IsGemini(model) ? MostSquares * SquareOfGemini : OpenAIImageTokens.Largest(model);

    public static long Count(string model, (int Width, int Height)? size, bool lowDetail) =>
        IsGemini(model) ? OfGemini(size)
        : !IsClaude(model) ? OpenAIImageTokens.Count(model, size, lowDetail)
        : size is { } known ? Math.Clamp(known.Width * (long)known.Height / 750, 1, UsualOfClaude)
        : UsualOfClaude;

    private static long OfGemini((int Width, int Height)? size) => size is { } known && (known.Width > 384 || known.Height > 384)
        ? SquareOfGemini * Math.Min(MostSquares, (known.Width + 767L) / 768 * ((known.Height + 767L) / 768))
        : SquareOfGemini;

    private static bool IsGemini(string model) => model.Contains("gemini", StringComparison.OrdinalIgnoreCase);

    private static bool IsClaude(string model) => model.Contains("claude", StringComparison.OrdinalIgnoreCase);
}
