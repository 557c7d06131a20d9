using System.Globalization;
using PeppaApi.Benchmarks.Tests;

namespace PeppaApi.Benchmarks;

/// <summary>How long and against what the benchmark runs. Times are wall time for one peer.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Concurrent connections of the request test and concurrent streams of the stream test.</summary>
    public const int Connections = 64;

    /// <summary>Arrivals per second of the latency test: far below what any peer can do, so that latency is not queueing.</summary>
    public const int SteadyRate = 500;

    public const string Help = """
        PeppaApi.Benchmarks [options]

          --quick                  one short round: to see that it works; .NET is not at full speed yet, so quote nothing from it
          --only NAME,...          which tests (default: compare): compare, streams, bodies, memory, soak, growth, start; or all
          --rounds N               measured rounds (default 7)
          --usage-rows N           in the installation that test `start` starts (default 100,000); 20,000,000 take some minutes and 10 GB
          --soak-minutes N         of test `soak` (default 2; its target is meant for 60)
          --relay PATH             PeppaApi.dll to measure (default: the one built beside this project)
          --without-relay          only direct, nginx and YARP
          --without-translations   of PeppaApi's ways only the one that passes bytes through: saves more than a third of the time
          --data DIRECTORY         where PeppaApi's database goes for the run (default: beside this program, as the system's
                                   temporary directory is often memory, where a durable write costs nothing)

        micro [--filter '*']   micro-benchmarks of the pieces of a request's way (BenchmarkDotNet; --list flat names them)
        upstream --port N [--paced]   the sample upstream alone
        yarp --port N --upstream URL   the YARP relay alone
        """;

    public bool Quick { get; init; }

    public int Rounds { get; init; } = 7;

    public string? RelayPath { get; init; }

    public bool WithRelay { get; init; } = true;

    public bool WithTranslations { get; init; } = true;

    /// <summary>Usage rows in the installation that is started.</summary>
    public long UsageRows { get; init; } = 100_000;

    public long SoakMinutes { get; init; } = 2;

    public IReadOnlyList<IBenchmarkTest> Tests { get; init; } = [BenchmarkTests.All[0]];

    public string DataRoot { get; init; } = AppContext.BaseDirectory;

    public TimeSpan RequestTime => TimeSpan.FromSeconds(Quick ? 2 : 2.5);

    public TimeSpan StreamTime => TimeSpan.FromSeconds(Quick ? 2 : 2.5);

    /// <summary>4 s are 2,000 samples a round: p99 then rests on 20 of them.</summary>
    public TimeSpan SteadyTime => TimeSpan.FromSeconds(Quick ? 2 : 4);

    /// <exception cref="FormatException">An option is unknown or lacks its value.</exception>
    public static BenchmarkOptions Parse(IEnumerable<string> args)
    {
        var options = new BenchmarkOptions();
        using var rest = args.GetEnumerator();
        while (rest.MoveNext())
        {
            options = rest.Current switch
            {
                "--quick" => options with { Quick = true, Rounds = 1 },
                "--without-relay" => options with { WithRelay = false },
                "--without-translations" => options with { WithTranslations = false },
                "--only" => options with { Tests = BenchmarkTests.Named(Value(rest)) },
                "--rounds" => options with { Rounds = (int)NumberOf(Value(rest), "--rounds", 100) },
                "--usage-rows" => options with { UsageRows = NumberOf(Value(rest), "--usage-rows", 100_000_000) },
                "--soak-minutes" => options with { SoakMinutes = NumberOf(Value(rest), "--soak-minutes", 10_000) },
                "--relay" => options with { RelayPath = Path.GetFullPath(Value(rest)) },
                "--data" => options with { DataRoot = Path.GetFullPath(Value(rest)) },
                var unknown => throw new FormatException($"Unknown option {unknown}"),
            };
        }

        return options;
    }

    private static string Value(IEnumerator<string> rest)
    {
        var option = rest.Current;
        return rest.MoveNext() ? rest.Current : throw new FormatException($"{option} needs a value");
    }

    private static long NumberOf(string value, string option, long most) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{option} needs a number from 1 to {most}"));
}
