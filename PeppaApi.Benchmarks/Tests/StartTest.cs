using System.Diagnostics;
using System.Globalization;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Preparing;
using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>A large installation is started: when the first request is answered, what the first ones take beside the hundredth, and what the usage lists and the overview take.</summary>
internal sealed class StartTest : IBenchmarkTest
{
    private const int Starts = 5;
    private const int Requests = 200;
    private const int Reads = 11;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What the usage pages and the operators' overview read, through the same services.</summary>
    private static readonly (string What, string Path)[] Pages =
    [
        ("usage of all, first page", "/api/usage?page=1&pageSize=50"),
        ("usage of one token, first page", "/api/usage?tokenId={0}&page=1&pageSize=50"),
        ("usage of one user, first page", "/api/usage?userId={0}&page=1&pageSize=50"),
        ("usage of one channel, first page", "/api/usage?channelId=1&page=1&pageSize=50"),
        ("usage of all, page 400", "/api/usage?page=400&pageSize=50"),
        ("overview of a day", "/api/overview?range=day"),
        ("overview of a quarter", "/api/overview?range=quarter"),
        ("report of this month by user", "/api/report?by=user"),
    ];

    public string Name => "start";

    public async Task<TestOutcome> RunAsync(TestRun run)
    {
        var size = run.Options.Quick ? new DatabaseSize(1_000, 2_000, 10, 100, 10_000) : new DatabaseSize(100_000, 200_000, 1_000, 100, run.Options.UsageRows);
        await run.Progress.WriteLineAsync($"preparing {size}");
        using var installation = await Installation.MakeAsync(run.Options, size, run.Stop);
        var starts = new List<Start>();
        for (var i = 0; i < (run.Options.Quick ? 1 : Starts); i++)
        {
            await run.Progress.WriteLineAsync($"start {i + 1}");
            starts.Add(await StartAsync(installation, run.Stop));
        }

        await run.Progress.WriteLineAsync("pages");
        using var relay = await installation.StartAsync(run.Stop);
        var pages = await ReadPagesAsync(relay, run.Stop);
        var memory = relay.Process.ResidentBytes / 1e6;
        var faults = await installation.FindFaultsAsync(starts.Count * Requests, run.Stop);
        return new TestOutcome(faults, Describe(size, starts, pages, memory), [.. Judge(starts, pages)]);
    }

    private static async Task<Start> StartAsync(Installation installation, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        using var relay = installation.Launch();
        var request = installation.Requests(relay.Port, 1)[0];
        using var connection = new HttpConnection(relay.Port);
        var (fault, first) = await TimedAsync(connection, request);
        while (fault is not null)
        {
            if (relay.Process.HasExited || Stopwatch.GetElapsedTime(begun) > Patience)
            {
                throw new BenchmarkException($"PeppaApi did not start: {fault}. Its last output:{Environment.NewLine}{relay.Process.Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), stop);
            (fault, first) = await TimedAsync(connection, request);
        }

        var answered = Stopwatch.GetElapsedTime(begun);
        var later = new double[Requests - 1];
        for (var i = 0; i < later.Length; i++)
        {
            (fault, later[i]) = await TimedAsync(connection, request);
            _ = fault is null ? true : throw new BenchmarkException($"PeppaApi, request {i + 2}: {fault}");
        }

        return new Start(answered.TotalSeconds, first, Spread.Of(later.Skip(88).Take(21)).Median);
    }

    private static async Task<(string? Fault, double Milliseconds)> TimedAsync(HttpConnection connection, ChatRequest request)
    {
        var sent = Stopwatch.GetTimestamp();
        return (await Exchange.TryAsync(connection, request), Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
    }

    private static async Task<List<(string What, double Milliseconds)>> ReadPagesAsync(RelayProcess relay, CancellationToken stop)
    {
        using var client = new RelayClient(relay);
        var figures = new List<(string, double)>();
        foreach (var (what, path) in Pages)
        {
            var times = new List<double>();
            for (var i = 0; i <= Reads; i++)
            {
                var sent = Stopwatch.GetTimestamp();
                await client.ReadAsync(string.Format(CultureInfo.InvariantCulture, path, 10 + i), stop);
                times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            // The first of each compiles what it needs.
            figures.Add((what, Spread.Of(times.Skip(1)).Max));
        }

        return figures;
    }

    private static string Describe(DatabaseSize size, List<Start> starts, List<(string What, double Milliseconds)> pages, double memory)
    {
        var (answered, first, hundredth) = (Spread.Of(starts.Select(start => start.Seconds)), Spread.Of(starts.Select(start => start.First)), Spread.Of(starts.Select(start => start.Hundredth)));
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"{size}; medians of {starts.Count} starts, files in the system's cache");
        text.WriteLine($"from the start of the process to the first relayed answer {Cell.Ratio(answered.Median)} s {Cell.Hundredths(answered)}; the first request took {Cell.Tenths(first.Median)} ms, the hundredth {Cell.Ratio(hundredth.Median)} ms; {Cell.Whole(memory)} MB");
        foreach (var (what, milliseconds) in pages)
        {
            text.WriteLine($"{what}: {Cell.Tenths(milliseconds)} ms at most of {Reads}");
        }

        text.Write(Installation.Exact(starts.Count * Requests));
        return text.ToString();
    }

    private static IEnumerable<Target> Judge(List<Start> starts, List<(string What, double Milliseconds)> pages) =>
    [
        Target.Most("start of the process to the first relayed answer, s", 2, Spread.Of(starts.Select(start => start.Seconds)).Median),
        Target.Most("first request, multiple of the hundredth", 1.2, Spread.Of(starts.Select(start => start.First / start.Hundredth)).Median),
        .. pages.Select(page => Target.Most($"{page.What}, ms", 100, page.Milliseconds)),
    ];

    /// <summary>Seconds to the first answer; milliseconds of the first request and of those around the hundredth.</summary>
    private sealed record Start(double Seconds, double First, double Hundredth);
}
