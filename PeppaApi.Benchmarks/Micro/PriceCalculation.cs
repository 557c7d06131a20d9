using BenchmarkDotNet.Attributes;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Providers;

namespace PeppaApi.Benchmarks.Micro;

/// <summary>The worst case before a request, and its charge after.</summary>
public class PriceCalculation
{
    private readonly long _multiplier = Credit.ToParts(0.9m);
    private readonly UsageReport _usage = new() { UncachedInput = 1_000, CachedRead = 2_000, CacheWrite = 400, OutputText = 300, Reasoning = 90 };

    private readonly ModelPrice _price = new()
    {
        Model = "some",
        InputPerMillion = Credit.FromUsd(3m),
        CachedInputPerMillion = Credit.FromUsd(0.3m),
        CacheWritePerMillion = Credit.FromUsd(3.75m),
        OutputPerMillion = Credit.FromUsd(15m),
    };

    [Benchmark]
    public long Charge() => CostCalculator.Cost(_price, _multiplier, _usage);

    [Benchmark]
    public long WorstCase() => CostCalculator.WorstCase(_price, _multiplier, new UsageBound { Input = 4_000, Output = 4_096 });
}
