namespace PeppaApi.Providers.Gemini;

/// <summary>Sound by its format, as others say it, and by its media type.</summary>
internal static class GeminiMedia
{
    public static string FormatOf(string mediaType) => mediaType.Split(';')[0]["audio/".Length..] switch
    {
        "mpeg" or "mp3" => "mp3",
        "x-wav" or "wav" => "wav",
        var other => other,
    };

    public static string TypeOf(string format) => $"audio/{format}";
}
