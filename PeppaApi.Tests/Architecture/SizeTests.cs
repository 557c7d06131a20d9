using System.Text.RegularExpressions;

namespace PeppaApi.Tests.Architecture;

/// <summary>Files stay small enough to be read at one sitting. The list of outliers is printed; it does not grow.</summary>
public sealed partial class SizeTests(ITestOutputHelper output)
{
    private const int LongestFile = 400;
    private const int MostDependencies = 6;

    [Fact]
    public void SourceFiles_StayWithinTheBudget()
    {
        var lengths = SourceTree.Files("PeppaApi", "*.cs").Select(file => (file.Path, Lines: file.Text.Count(letter => letter == '\n')))
            .OrderByDescending(file => file.Lines).ToList();
        var (median, p90) = (lengths[lengths.Count / 2].Lines, lengths[lengths.Count / 10].Lines);
        output.WriteLine($"{lengths.Count} files: median {median}, p90 {p90} lines");
        foreach (var (path, lines) in lengths.TakeWhile(file => file.Lines > 150))
        {
            output.WriteLine($"{lines,5}  {path}");
        }

        Assert.InRange(median, 1, 60);
        Assert.InRange(p90, 1, 150);
        Assert.InRange(lengths[0].Lines, 1, LongestFile);
    }

    [Fact]
    public void RazorFiles_StayWithinTheBudget()
    {
        var lengths = SourceTree.Files("PeppaApi", "*.razor").Select(file => file.Text.Count(letter => letter == '\n')).Order().ToList();
        Assert.InRange(lengths[lengths.Count * 9 / 10], 1, 150);
    }

    [Fact]
    public void Constructors_TakeAtMostSixDependencies()
    {
        var many =
            from file in SourceTree.Files("PeppaApi", "*.cs")
            where !file.Path.Contains("/Components/", StringComparison.Ordinal)
            from Match match in PrimaryConstructor().Matches(file.Text)
            let count = match.Groups["parameters"].Value.Split(',').Length
            where count > MostDependencies
            select $"{match.Groups["name"].Value}: {count}";
        Assert.Empty(many);
    }

    [GeneratedRegex(@"\bclass (?<name>\w+)\((?<parameters>[^)]*)\)")]
    private static partial Regex PrimaryConstructor();
}
