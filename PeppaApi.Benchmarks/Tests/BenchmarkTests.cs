namespace PeppaApi.Benchmarks.Tests;

/// <summary>All tests, in the order in which they run.</summary>
internal static class BenchmarkTests
{
    public static IReadOnlyList<IBenchmarkTest> All { get; } = [new ComparisonTest(), new StreamsTest(), new BodiesTest(), new MemoryTest(), new SoakTest(), new GrowthTest(), new StartTest()];

    /// <param name="names">Separated by commas, or <c>all</c>.</param>
    /// <exception cref="FormatException">There is no such test.</exception>
    public static IReadOnlyList<IBenchmarkTest> Named(string names)
    {
        if (names == "all")
        {
            return All;
        }

        var wanted = names.Split(',');
        var unknown = wanted.FirstOrDefault(name => All.All(test => test.Name != name));
        return unknown is null ? [.. All.Where(test => wanted.Contains(test.Name))] : throw new FormatException($"There is no test {unknown}");
    }
}
