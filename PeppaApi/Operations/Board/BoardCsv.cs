using System.Globalization;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Operations.Board;

/// <summary>The list of channels for a spreadsheet: no key, and nothing that a spreadsheet would take for a formula.</summary>
public static class BoardCsv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    private static readonly (string Name, Func<BoardRow, object?> Value)[] Columns =
    [
        ("id", row => row.Channel.Id),
        ("name", row => row.Channel.Name),
        ("provider", row => row.Channel.Provider),
        ("baseUrl", row => row.Channel.BaseUrl),
        ("state", row => row.Channel.Condition),
        ("reason", row => row.Channel.Load.CoolingUntil is null ? null : row.Channel.Load.CoolingReason),
        ("tags", row => string.Join(' ', row.Channel.Tags)),
        ("groups", row => string.Join(' ', row.Channel.Groups)),
        ("models", row => row.Channel.Models.Count),
        ("usableKeys", row => row.Channel.UsableKeys),
        ("priority", row => row.Channel.Priority),
        ("weight", row => row.Channel.Weight),
        ("inFlight", row => row.Channel.Load.InFlight),
        ("latencyMs", row => row.Channel.Load.LatencyMs),
        ("requests24h", row => row.Day.Requests),
        ("failed24h", row => row.Day.Failed),
        ("chargedUsd24h", row => Credit.ToUsd(row.Day.Charged)),
        ("upstreamCostUsd24h", row => Credit.ToUsd(row.Day.UpstreamCost)),
        ("marginUsd24h", row => Credit.ToUsd(row.Day.Margin)),
        ("testedAt", row => row.Channel.TestedAt?.ToString("o", CultureInfo.InvariantCulture)),
        ("testMs", row => row.Channel.TestMilliseconds),
        ("testError", row => row.Channel.TestError),
    ];

    public static string Write(IEnumerable<BoardRow> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteHeader([.. Columns.Select(column => column.Name)]);
            foreach (var row in rows)
            {
                foreach (var (_, value) in Columns)
                {
                    csv.WriteField(Convert.ToString(value(row), CultureInfo.InvariantCulture) ?? "");
                }

                csv.EndRecord();
            }
        }

        return text.ToString();
    }
}
