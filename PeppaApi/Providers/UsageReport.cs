namespace PeppaApi.Providers;

/// <summary>
/// What one call used, in disjoint counters: no unit is in two of them. Vendors mean different things by the same
/// field, so each dialect's usage reader brings its own meaning into this form. All counts are zero or more.
/// </summary>
public readonly record struct UsageReport
{
    /// <summary>Input tokens of text that neither came from nor went into the vendor's prompt cache.</summary>
    public long UncachedInput { get; init; }

    /// <summary>Input tokens read from the vendor's prompt cache.</summary>
    public long CachedRead { get; init; }

    /// <summary>Input tokens written to the vendor's prompt cache for its usual time (five minutes at Anthropic).</summary>
    public long CacheWrite { get; init; }

    /// <summary>Input tokens written to the vendor's prompt cache for an hour.</summary>
    public long CacheWriteHour { get; init; }

    public long AudioInput { get; init; }

    public long ImageInput { get; init; }

    /// <summary>Output tokens of text other than reasoning.</summary>
    public long OutputText { get; init; }

    public long Reasoning { get; init; }

    public long AudioOutput { get; init; }

    /// <summary>Output tokens of pictures, where a vendor counts pictures in tokens.</summary>
    public long ImageOutput { get; init; }

    /// <summary>Pictures made, where they are priced by the piece.</summary>
    public long Images { get; init; }

    /// <summary>Milliseconds of audio or video, where they are priced by time.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Characters spoken or the like, where they are priced by the letter.</summary>
    public long Characters { get; init; }

    /// <summary>Documents ranked, searches made and the like, where they are priced by the piece.</summary>
    public long Units { get; init; }

    public static UsageReport operator +(in UsageReport one, in UsageReport other) => new()
    {
        UncachedInput = one.UncachedInput + other.UncachedInput,
        CachedRead = one.CachedRead + other.CachedRead,
        CacheWrite = one.CacheWrite + other.CacheWrite,
        CacheWriteHour = one.CacheWriteHour + other.CacheWriteHour,
        AudioInput = one.AudioInput + other.AudioInput,
        ImageInput = one.ImageInput + other.ImageInput,
        OutputText = one.OutputText + other.OutputText,
        Reasoning = one.Reasoning + other.Reasoning,
        AudioOutput = one.AudioOutput + other.AudioOutput,
        ImageOutput = one.ImageOutput + other.ImageOutput,
        Images = one.Images + other.Images,
        Milliseconds = one.Milliseconds + other.Milliseconds,
        Characters = one.Characters + other.Characters,
        Units = one.Units + other.Units,
    };

    /// <summary>All input tokens.</summary>
    public long Input => UncachedInput + CachedRead + CacheWrite + CacheWriteHour + AudioInput + ImageInput;

    /// <summary>All output tokens.</summary>
    public long Output => OutputText + Reasoning + AudioOutput + ImageOutput;
}
