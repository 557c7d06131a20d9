using PeppaApi.Data;

namespace PeppaApi.Operations.Board;

/// <summary>The list of channels for a spreadsheet: no key.</summary>
public static class BoardCsv
{
    private static readonly (string Name, Func<BoardRow, string?> Value)[] Columns =
    [
        ("id", row => Csv.Number(row.Channel.Id)),
        ("name", row => row.Channel.Name),
        ("provider", row => row.Channel.Provider),
        ("baseUrl", row => row.Channel.BaseUrl),
        ("state", row => EnumWord.Of(row.Channel.Condition)),
        ("reason", row => row.Channel.Load.CoolingUntil is null ? null : row.Channel.Load.CoolingReason),
        ("tags", row => string.Join(' ', row.Channel.Tags)),
        ("groups", row => string.Join(' ', row.Channel.Groups)),
        ("models", row => Csv.Number(row.Channel.Models.Count)),
        ("usableKeys", row => Csv.Number(row.Channel.UsableKeys)),
        ("priority", row => Csv.Number(row.Channel.Priority)),
        ("weight", row => Csv.Number(row.Channel.Weight)),
        ("inFlight", row => Csv.Number(row.Channel.Load.InFlight)),
        ("latencyMs", row => Csv.Number(row.Channel.Load.LatencyMs)),
        ("requests24h", row => Csv.Number(row.Day.Requests)),
        ("failed24h", row => Csv.Number(row.Day.Failed)),
        ("chargedUsd24h", row => Csv.Usd(row.Day.Charged)),
        ("upstreamCostUsd24h", row => Csv.Usd(row.Day.UpstreamCost)),
        ("marginUsd24h", row => Csv.Usd(row.Day.Margin)),
        ("testedAt", row => Csv.Moment(row.Channel.TestedAt)),
        ("testMs", row => Csv.Number(row.Channel.TestMilliseconds)),
        ("testError", row => row.Channel.TestError),
    ];

    public static string Write(IEnumerable<BoardRow> rows) => Csv.Write(Columns, rows);
}
