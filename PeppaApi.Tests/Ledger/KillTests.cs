using System.Globalization;

namespace PeppaApi.Tests.Ledger;

/// <summary>The real binary, killed in the middle of everything: who has received a reply whole was charged for it, once, and nothing is left held.</summary>
public sealed class KillTests
{
    [Fact]
    public Task Books_KilledUnderMixedLoad_LoseNothingAndHoldNothing() => RunAsync(seed: 20260101, kills: 3);

    [Fact(Explicit = true)]
    public async Task Books_KilledTwoHundredTimes_LoseNothingAndHoldNothing()
    {
        // Starting the process is most of the time; two installations side by side take half of it. PEPPA_KILLS asks for another number.
        var kills = int.Parse(Environment.GetEnvironmentVariable("PEPPA_KILLS") ?? "200", CultureInfo.InvariantCulture) / 2;
        await Task.WhenAll(RunAsync(seed: 20260102, kills), RunAsync(seed: 20260103, kills));
    }

    private static async Task RunAsync(int seed, int kills)
    {
        var random = new Random(seed);
        await using var run = await KillRun.StartAsync();
        for (var i = 0; i < kills; i++)
        {
            await run.KillUnderLoadAsync(TimeSpan.FromMilliseconds(random.Next(0, 500)));
            await run.RestartAsync();
            await run.AssertBooksAsync($"after kill {i + 1}");
        }

        await run.AssertWasLoadAsync(kills);
        TestContext.Current.SendDiagnosticMessage($"{kills} kills: {run.Summary}");
    }
}
