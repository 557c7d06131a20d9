namespace PeppaApi.Providers.OpenAI;

/// <summary>Input tokens of a picture by its size (vendors/openai.md, 12.2 and 12.3).</summary>
public static class OpenAIImageTokens
{
    private const int PatchBudget = 1536;

    // A picture whose size is not known is taken for one of 1024 x 1024.
    private const int AssumedSide = 1024;

    /// <summary>The most that any one picture counts for.</summary>
    public static long Largest(string model) =>
        PatchMultiplier(model) is { } multiplier
            ? (long)Math.Ceiling(PatchBudget * multiplier)
            : Tiles(model).Base + (8L * Tiles(model).PerTile);

    public static long Count(string model, (int Width, int Height)? size, bool lowDetail)
    {
        var (width, height) = size ?? (AssumedSide, AssumedSide);
        if (PatchMultiplier(model) is { } multiplier)
        {
            return (long)Math.Ceiling(Patches(width, height) * multiplier);
        }

        var (start, perTile) = Tiles(model);
        return lowDetail ? start : start + (perTile * TileCount(width, height));
    }

    private static (long Base, long PerTile) Tiles(string model) =>
        model.StartsWith("gpt-4o-mini", StringComparison.Ordinal) ? (2833, 5667)
        : model.StartsWith("gpt-5", StringComparison.Ordinal) ? (70, 140)
        : model.StartsWith("o1", StringComparison.Ordinal) || model.StartsWith("o3", StringComparison.Ordinal) ? (75, 150)
        : model.StartsWith("computer-use-preview", StringComparison.Ordinal) ? (65, 129)
        : (85, 170);

    private static double? PatchMultiplier(string model) =>
        model.StartsWith("gpt-4.1-mini", StringComparison.Ordinal) || model.StartsWith("gpt-5-mini", StringComparison.Ordinal) ? 1.62
        : model.StartsWith("gpt-4.1-nano", StringComparison.Ordinal) || model.StartsWith("gpt-5-nano", StringComparison.Ordinal) ? 2.46
        : model.StartsWith("o4-mini", StringComparison.Ordinal) ? 1.72
        : null;

    private static long TileCount(double width, double height)
    {
        var fit = Math.Min(1, 2048 / Math.Max(width, height));
        var shorter = Math.Min(width, height) * fit;
        var scale = fit * Math.Min(1, 768 / shorter);
        return Ceiling(width * scale / 512) * Ceiling(height * scale / 512);
    }

    private static double Patches(double width, double height)
    {
        var patches = Ceiling(width / 32) * Ceiling(height / 32);
        if (patches <= PatchBudget)
        {
            return patches;
        }

        var scale = Math.Sqrt(32d * 32 * PatchBudget / (width * height));
        var across = width * scale / 32;
        var down = height * scale / 32;
        scale *= Math.Min(Math.Floor(across) / across, Math.Floor(down) / down);
        return Math.Round(width * scale / 32) * Math.Round(height * scale / 32);
    }

    /// <summary>Rounds up, but not for the noise of a product that should be whole.</summary>
    private static long Ceiling(double value) => (long)Math.Ceiling(value - 1e-6);
}
