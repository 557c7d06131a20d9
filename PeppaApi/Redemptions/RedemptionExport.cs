using System.Globalization;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Redemptions;

/// <summary>Codes as a shop takes them. Only possible while they are still known, right after they were made.</summary>
public static class RedemptionExport
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    /// <summary>A code a line.</summary>
    public static string ToText(CreatedRedemptionBatch batch) => string.Join('\n', batch.Codes) + "\n";

    /// <summary>RFC 4180 with a header; what a spreadsheet would take for a formula is escaped.</summary>
    public static string ToCsv(CreatedRedemptionBatch batch)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteHeader(["code", "amountUsd", "tier", "expiresAt", "batch"]);
            foreach (var code in batch.Codes)
            {
                csv.WriteField(code);
                csv.WriteField(Credit.ToUsd(batch.Amount).ToString(CultureInfo.InvariantCulture));
                csv.WriteField(batch.Group ?? "");
                csv.WriteField(batch.ExpiresAt?.ToString("u", CultureInfo.InvariantCulture) ?? "");
                csv.WriteField(batch.Name);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }
}
