namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Output tokens of a picture of OpenAI's <c>gpt-image</c> family by size and quality, and the most that a source picture counts for.</summary>
internal static class PictureTokens
{
    /// <summary>
    /// Scaled to a shorter side of 512, a picture is at most four tiles (65 + 4 x 129); <c>input_fidelity: high</c> adds at
    /// most 6,240 (vendors/openai.md, 12.2).
    /// </summary>
    public const long LargestSource = 65 + (4 * 129) + 6_240;

    private const long OfPartial = 100;
    private static readonly (string Quality, long Square, long Tall, long Wide)[] Table =
    [
        ("low", 272, 408, 400),
        ("medium", 1_056, 1_584, 1_568),
        ("high", 4_160, 6_240, 6_208),
    ];

    public static bool IsDallE(string model) => model.StartsWith("dall-e", StringComparison.Ordinal);

    /// <summary>The most that one picture takes: of what is not known, the largest. Zero where the family has no tokens of pictures.</summary>
    public static long Of(string model, string? size, string? quality, int partials)
    {
        if (IsDallE(model))
        {
            return 0;
        }

        var rows = Array.FindAll(Table, row => row.Quality == quality) is { Length: > 0 } named ? named : Table;
        return (partials * OfPartial) + rows.Max(row => size switch
        {
            "1024x1024" => row.Square,
            "1024x1536" => row.Tall,
            "1536x1024" => row.Wide,
            _ => Math.Max(row.Square, Math.Max(row.Tall, row.Wide)),
        });
    }
}
