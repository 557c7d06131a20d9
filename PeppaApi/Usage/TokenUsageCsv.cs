using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Usage;

/// <summary>What one token was used for, as a spreadsheet: RFC 4180, a header, exact dollars, moments in UTC. Tells nothing of the account and of channels.</summary>
public sealed class TokenUsageCsv(UsagePager pager)
{
    public const string FileName = "usage.csv";
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    /// <summary>Writes the latest record first, batch by batch: a slow reader keeps no transaction open.</summary>
    public async Task WriteAsync(UsageFilter filter, Stream stream, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await using var csv = CsvWriter.Create(writer, Options, leaveOpen: true);
        csv.WriteHeader(["requestId", "at", "model", "inputTokens", "cachedTokens", "outputTokens", "costUsd", "stream", "status"]);
        await foreach (var records in pager.BatchesAsync(filter, cancellationToken))
        {
            foreach (var record in records)
            {
                Line(csv, record);
            }

            await csv.FlushAsync(cancellationToken);
        }
    }

    private static void Line(CsvWriter csv, UsageView record)
    {
        csv.WriteField(record.RequestId);
        csv.WriteField(record.At.ToString("u", CultureInfo.InvariantCulture));
        csv.WriteField(record.Model);
        csv.WriteField(record.InputTokens.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(record.CachedTokens.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(record.OutputTokens.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(Credit.ToUsd(record.Charged).ToString(CultureInfo.InvariantCulture));
        csv.WriteField(record.Stream ? "true" : "false");
        csv.WriteField(JsonNamingPolicy.SnakeCaseLower.ConvertName(record.Status.ToString()));
        csv.EndRecord();
    }
}
