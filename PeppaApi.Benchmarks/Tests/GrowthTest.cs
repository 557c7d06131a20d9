using System.Globalization;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Measuring;
using PeppaApi.Benchmarks.Peers;
using PeppaApi.Benchmarks.Preparing;
using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>What a request costs with ten tokens, users and upstream keys, with a thousand of each, and with a hundred thousand.</summary>
internal sealed class GrowthTest : IBenchmarkTest
{
    private const int Rounds = 5;
    private const int KeysPerChannel = 100;
    private const int FewTokens = 10;
    private const int ManyTokens = 1_000;
    private static readonly int[] Sizes = [10, 1_000, 100_000];
    private static readonly string[] Head = ["users, tokens and keys each", "CPU us/req", "(min-max)", "to the smallest", "req/s", "many in use: CPU us/req", "req/s"];

    public string Name => "growth";

    public async Task<TestOutcome> RunAsync(TestRun run)
    {
        var parts = new Stack<IDisposable>();
        try
        {
            var sites = new List<Site>();
            foreach (var count in Sizes)
            {
                sites.Add(await StartAsync(run, count, parts));
            }

            await LoadAsync(run, sites);
            var faults = new List<string>();
            foreach (var site in sites)
            {
                faults.AddRange(await site.Installation.FindFaultsAsync(site.Tally.Good, run.Stop));
            }

            return new TestOutcome(faults, Describe(sites), [.. Judge(sites)]);
        }
        finally
        {
            while (parts.TryPop(out var part))
            {
                part.Dispose();
            }
        }
    }

    private static async Task<Site> StartAsync(TestRun run, int count, Stack<IDisposable> parts)
    {
        var channels = Math.Max(1, count / KeysPerChannel);
        var size = new DatabaseSize(count, count, channels, count / channels);
        await run.Progress.WriteLineAsync($"preparing {size}");
        var installation = await Installation.MakeAsync(run.Options, size, run.Stop);
        parts.Push(installation);
        var relay = await installation.StartAsync(run.Stop);
        parts.Push(relay);
        return new Site(installation, relay, new Use(installation.Requests(relay.Port, FewTokens)), new Use(installation.Requests(relay.Port, Math.Min(count, ManyTokens))));
    }

    private static async Task LoadAsync(TestRun run, List<Site> sites)
    {
        foreach (var site in sites)
        {
            await run.Progress.WriteLineAsync($"warm-up: {site.Installation.Size}");
            await (run.Options.Quick ? WarmUp.Quick : WarmUp.Plain).RunAsync(slice => site.SaturateAsync(site.Many, slice, run.Stop));
            await Task.Delay(WarmUp.Compilation, run.Stop);
        }

        var (rounds, time) = run.Options.Quick ? (1, TimeSpan.FromSeconds(2)) : (Rounds, TimeSpan.FromSeconds(3));
        for (var round = 0; round < rounds; round++)
        {
            await run.Progress.WriteLineAsync($"round {round + 1} of {rounds}");
            for (var i = 0; i < sites.Count; i++)
            {
                var site = sites[(round + i) % sites.Count];
                await site.MeasureAsync(site.Few, time, run.Stop);
                await site.MeasureAsync(site.Many, time, run.Stop);
            }
        }
    }

    private static string Describe(List<Site> sites)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"medians of {sites[0].Few.Processor.Count} rounds; requests in turn with the keys of {FewTokens} tokens, then (many in use) of up to {ManyTokens:N0}; channels of up to {KeysPerChannel} keys"));
        text.WriteLine();
        TextTable.Print(text, [Head, .. sites.Select(site => Row(site, sites[0]))]);
        text.WriteLine();
        text.Write(Installation.Exact(sites.Sum(site => site.Tally.Good)));
        return text.ToString();
    }

    private static string[] Row(Site site, Site smallest)
    {
        var processor = Spread.Of(site.Few.Processor);
        return
        [
            Cell.Whole(site.Installation.Size.Tokens), Cell.Tenths(processor.Median), Cell.Range(processor), Cell.Ratio(Ratio(site, smallest)), Cell.Whole(Spread.Of(site.Few.Rates).Median),
            Cell.Tenths(Spread.Of(site.Many.Processor).Median), Cell.Whole(Spread.Of(site.Many.Rates).Median),
        ];
    }

    private static IEnumerable<Target> Judge(List<Site> sites) =>
        from site in sites.Skip(1)
        select Target.Most(string.Create(CultureInfo.InvariantCulture, $"processor time of a request with {site.Installation.Size.Tokens:N0} of each, to 10"), 1.1, Ratio(site, sites[0]));

    private static double Ratio(Site site, Site smallest) => Spread.Of(site.Few.Processor).Median / Spread.Of(smallest.Few.Processor).Median;

    /// <summary>One size.</summary>
    private sealed record Site(Installation Installation, RelayProcess Relay, Use Few, Use Many)
    {
        public LoadResult Tally { get; } = new();

        public async Task MeasureAsync(Use use, TimeSpan time, CancellationToken stop)
        {
            var clock = new ProcessorClock(Relay.Process, null);
            var result = await SaturateAsync(use, time, stop);
            use.Processor.Add(clock.Per(result.Good).Relay);
            use.Rates.Add(result.Timely / time.TotalSeconds);
        }

        public async Task<LoadResult> SaturateAsync(Use use, TimeSpan time, CancellationToken stop)
        {
            var result = await ClosedLoop.RunAsync(Relay.Port, use.Requests, BenchmarkOptions.Connections, time, stop);
            Tally.Add(result);
            return result.Bad == 0 ? result : throw new BenchmarkException($"{Installation.Size}: {result.Bad} bad replies, the first: {result.FirstFault}");
        }
    }

    /// <summary>The tokens that make the requests: what is written for each token by itself costs more the more of them there are, however many exist.</summary>
    private sealed record Use(ChatRequest[] Requests)
    {
        /// <summary>Microseconds of each request, by round.</summary>
        public List<double> Processor { get; } = [];

        public List<double> Rates { get; } = [];
    }
}
