using System.Globalization;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Auditing;

/// <summary>The log for a spreadsheet, one line an act.</summary>
internal static class AuditCsv
{
    private static readonly (string, Func<AuditRecord, string?>)[] Columns =
    [
        ("id", record => Csv.Number(record.Id)),
        ("at", record => record.At.ToString("o", CultureInfo.InvariantCulture)),
        ("actorId", record => Csv.Number(record.ActorId)),
        ("actor", record => record.ActorName),
        ("address", record => record.Address),
        ("act", record => record.Act),
        ("subjectId", record => record.SubjectId),
        ("subject", record => record.Subject),
        ("suspicious", record => record.Suspicious ? "yes" : ""),
        ("changes", record => record.Changes),
    ];

    public static string Write(IEnumerable<AuditRecord> records) => Csv.Write(Columns, records);
}
