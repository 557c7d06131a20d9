namespace PeppaApi.Usage;

/// <summary>What one user's requests came to; credit in nano-dollars.</summary>
public readonly record struct TrendFigures(long Requests, long Tokens, long Charged)
{
    public static TrendFigures operator +(TrendFigures one, TrendFigures other) =>
        checked(new TrendFigures(one.Requests + other.Requests, one.Tokens + other.Tokens, one.Charged + other.Charged));

    public static TrendFigures operator -(TrendFigures one, TrendFigures other) =>
        checked(new TrendFigures(one.Requests - other.Requests, one.Tokens - other.Tokens, one.Charged - other.Charged));
}

/// <summary>One model or token over time.</summary>
/// <param name="Name">None stands for all others together.</param>
public sealed record TrendLine(string? Name, IReadOnlyList<TrendFigures> Bars)
{
    public TrendFigures Total => Bars.Aggregate(default(TrendFigures), (sum, bar) => sum + bar);
}

/// <param name="Starts">Where each bar begins, as the user's clock shows it.</param>
/// <param name="Models">Those that cost most, each on its own, and the others together.</param>
public sealed record Trend(OverviewRange Range, IReadOnlyList<DateTime> Starts, IReadOnlyList<TrendLine> Models, IReadOnlyList<TrendLine> Tokens);
