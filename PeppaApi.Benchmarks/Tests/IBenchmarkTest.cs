using PeppaApi.Benchmarks.Reporting;

namespace PeppaApi.Benchmarks.Tests;

/// <summary>One question about speed or size, asked of processes of its own. While it runs it prints only where it is: figures come after the books were compared.</summary>
internal interface IBenchmarkTest
{
    /// <summary>By which <c>--only</c> chooses it.</summary>
    string Name { get; }

    Task<TestOutcome> RunAsync(TestRun run);
}

internal sealed record TestRun(BenchmarkOptions Options, TextWriter Progress, CancellationToken Stop);

/// <summary>What does not agree in the books, and, which is nothing without them, what was measured and what was to be reached.</summary>
internal sealed record TestOutcome(IReadOnlyList<string> Faults, string Figures, IReadOnlyList<Target> Targets);
