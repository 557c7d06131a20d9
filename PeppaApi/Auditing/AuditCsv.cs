using System.Globalization;
using CsvHelper;
using PeppaApi.Data.Entities;

namespace PeppaApi.Auditing;

/// <summary>The log for a spreadsheet: RFC 4180, a header, one line an act. Names that a spreadsheet would take for formulas are escaped.</summary>
internal static class AuditCsv
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    public static string Write(IEnumerable<AuditRecord> records)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteHeader(["id", "at", "actorId", "actor", "address", "act", "subjectId", "subject", "suspicious", "changes"]);
            foreach (var record in records)
            {
                csv.WriteField(record.Id.ToString(CultureInfo.InvariantCulture));
                csv.WriteField(record.At.ToString("o", CultureInfo.InvariantCulture));
                csv.WriteField(record.ActorId?.ToString(CultureInfo.InvariantCulture) ?? "");
                csv.WriteField(record.ActorName);
                csv.WriteField(record.Address);
                csv.WriteField(record.Act);
                csv.WriteField(record.SubjectId ?? "");
                csv.WriteField(record.Subject);
                csv.WriteField(record.Suspicious ? "yes" : "");
                csv.WriteField(record.Changes);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }
}
