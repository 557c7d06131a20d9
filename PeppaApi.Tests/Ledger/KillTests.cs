namespace PeppaApi.Tests.Ledger;

/// <summary>The real binary, killed in the middle of streams: who has received a reply whole was charged for it, once, and nothing is left held.</summary>
public sealed class KillTests
{
    private const int KillsOfEach = 10;

    [Fact]
    public async Task Ledger_KilledTwentyTimesUnderLoad_LosesNoChargeAndHoldsNothing()
    {
        // Starting the process is most of the time; two installations side by side take half of it.
        await Task.WhenAll(RunAsync(seed: 20260101), RunAsync(seed: 20260102));
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var run = await KillRun.StartAsync();
        for (var i = 0; i < KillsOfEach; i++)
        {
            await run.KillUnderLoadAsync(TimeSpan.FromMilliseconds(random.Next(100, 600)));
            await run.RestartAsync();
            await run.AssertBooksAsync($"after kill {i + 1}");
        }

        await run.AssertWasLoadAsync(KillsOfEach);
    }
}
