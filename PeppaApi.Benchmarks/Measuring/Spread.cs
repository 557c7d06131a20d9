namespace PeppaApi.Benchmarks.Measuring;

/// <summary>One figure over all rounds: the median, and between what it moved.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> rounds)
    {
        var sorted = rounds.Order().ToArray();
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary>The value below or at which the given share (0 to 1) of the sorted samples lies: nearest rank.</summary>
    public static double Percentile(double[] sorted, double share) =>
        sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
}
