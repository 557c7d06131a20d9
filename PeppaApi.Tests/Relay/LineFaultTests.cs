using System.Net;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>
/// Every fault of the line to an upstream at every stage of a reply, through three doors, whole and streamed, with a spare channel and without:
/// exact books, a clear error or a fail-over, and the channel's health told.
/// </summary>
public sealed class LineFaultTests(LineFaultBed faults) : IClassFixture<LineFaultBed>
{
    private const long WholePrice = ((9 * 3) + (3 * 15)) * 1000;

    [Theory]
    [InlineData(LineFault.Delay)]
    [InlineData(LineFault.Trickle)]
    [InlineData(LineFault.Cut)]
    [InlineData(LineFault.Reset)]
    [InlineData(LineFault.HalfClose)]
    [InlineData(LineFault.Silence)]
    [InlineData(LineFault.Duplicate)]
    [InlineData(LineFault.Corrupt)]
    public async Task Line_Fails_AtEveryStage_BooksExactAndClientTold(LineFault fault)
    {
        // Nothing has been read of the request: there is no reply to go on with.
        var cases = LineFaultBed.Cases.Where(one => one.Stage != LineStage.Connected || fault is LineFault.Cut or LineFault.Reset or LineFault.HalfClose or LineFault.Silence).ToList();
        faults.Set(fault);
        var failures = cases.ToDictionary(one => one, faults.FailuresOf);
        var last = (await faults.Bed.RecordsAsync()).LastOrDefault()?.Id ?? 0;
        var answers = await Task.WhenAll(cases.Select(AskAsync));
        await faults.Bed.AssertSoundAsync();
        var records = (await faults.Bed.RecordsAsync()).Where(record => record.Id > last).ToLookup(record => record.Model);
        var wrong = new List<string>();
        foreach (var (one, status, body) in answers)
        {
            var record = records[one.Model].Single();
            var failed = faults.FailuresOf(one) > failures[one];
            var fine = fault switch
            {
                LineFault.Delay or LineFault.Trickle => IsWhole(one, status, body, record) && record.Attempts == 1 && !failed,
                LineFault.Duplicate or LineFault.Corrupt => IsHonest(one, status, body, record),
                _ => IsExpected(one, status, body, record, failed),
            };
            if (!fine)
            {
                wrong.Add($"{one.Model}: {(int)status}, {record.Status}, charged {record.Charged}, {record.Attempts} attempts, {(failed ? "failure noted" : "no failure noted")}: {body}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static bool IsExpected(LineCase one, HttpStatusCode status, string body, UsageRecord record, bool failed)
    {
        if (one.Stream && one.Stage == LineStage.AfterEnd)
        {
            return IsWhole(one, status, body, record) && !failed;
        }

        if (one.Stream && one.Stage == LineStage.BeforeEnd)
        {
            // The answer was finished, with its usage: paid as such.
            return status == HttpStatusCode.OK && body.Contains('!') && (record.Status, record.Charged) == (UsageStatus.Succeeded, WholePrice) && !failed;
        }

        if (one.Stream && one.Stage >= LineStage.BetweenPieces)
        {
            return status == HttpStatusCode.OK && body.Contains("Hello", StringComparison.Ordinal) && body.Contains(one.ErrorMark, StringComparison.Ordinal)
                && record is { Status: UsageStatus.Interrupted, Basis: UsageBasis.Counted, Charged: > 0 and < WholePrice, Attempts: 1 } && failed;
        }

        return failed && (one.Spare
            ? IsWhole(one, status, body, record) && record.Attempts == 2
            : status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout && body.Contains(one.ErrorMark, StringComparison.Ordinal)
                && (record.Status, record.Charged) == (UsageStatus.Failed, 0));
    }

    private static bool IsWhole(LineCase one, HttpStatusCode status, string body, UsageRecord record) =>
        status == HttpStatusCode.OK && body.Contains(one.Stream ? "Hello" : "Paris", StringComparison.Ordinal) && !body.Contains(one.ErrorMark, StringComparison.Ordinal)
        && (record.Status, record.Basis, record.Charged) == (UsageStatus.Succeeded, UsageBasis.Reported, WholePrice);

    /// <summary>What bytes that are wrong come to is theirs to say; but what is told, recorded and charged must agree.</summary>
    private static bool IsHonest(LineCase one, HttpStatusCode status, string body, UsageRecord record) => body.Contains(one.ErrorMark, StringComparison.Ordinal)
        ? status == HttpStatusCode.OK
            ? record.Status is UsageStatus.Interrupted or UsageStatus.Succeeded && record.Charged is > 0 and <= WholePrice
            : (int)status >= 502 && (record.Status, record.Charged) == (UsageStatus.Failed, 0)
        : status == HttpStatusCode.OK && record.Status == UsageStatus.Succeeded && record.Charged > 0;

    private async Task<(LineCase Case, HttpStatusCode Status, string Body)> AskAsync(LineCase one)
    {
        using var content = RelayBed.Body(one.Body);
        using var response = await faults.Client.PostAsync(one.Path, content).WaitAsync(TimeSpan.FromSeconds(60));
        return (one, response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
