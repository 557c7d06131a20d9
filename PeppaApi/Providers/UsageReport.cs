namespace PeppaApi.Providers;

/// <summary>
/// What one call used, in disjoint counters: no token is in two of them. Vendors mean different things by the same
/// field, so each dialect's usage reader brings its own meaning into this form.
/// </summary>
public readonly record struct UsageReport
{
    /// <summary>Input tokens that neither came from nor went into the vendor's prompt cache.</summary>
    public long UncachedInput { get; init; }

    public long CachedRead { get; init; }

    public long CacheWrite { get; init; }

    /// <summary>Output tokens other than reasoning.</summary>
    public long OutputText { get; init; }

    public long Reasoning { get; init; }

    public long Input => UncachedInput + CachedRead + CacheWrite;

    public long Output => OutputText + Reasoning;
}
