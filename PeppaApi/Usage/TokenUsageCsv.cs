using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>What one token was used for, as a spreadsheet: RFC 4180, a header, exact dollars, moments in UTC. Tells nothing of the account and of channels.</summary>
public sealed class TokenUsageCsv(IDbContextFactory<PeppaDbContext> contexts)
{
    public const string FileName = "usage.csv";
    private const int Batch = 1_000;
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    /// <summary>Writes the latest record first, batch by batch: a slow reader keeps no transaction open.</summary>
    public async Task WriteAsync(UsageFilter filter, Stream stream, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await using var csv = CsvWriter.Create(writer, Options, leaveOpen: true);
        csv.WriteHeader(["requestId", "at", "model", "inputTokens", "cachedTokens", "outputTokens", "costUsd", "stream", "status"]);
        await foreach (var records in BatchesAsync(filter, cancellationToken))
        {
            foreach (var record in records)
            {
                Line(csv, record);
            }

            await csv.FlushAsync(cancellationToken);
        }
    }

    private async IAsyncEnumerable<List<Row>> BatchesAsync(UsageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Row? last = null;
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var records = filter.Apply(context.UsageRecords.AsNoTracking());
            records = last is null ? records : records.Where(record => record.At < last.At || (record.At == last.At && record.Id < last.Id));
            var found = await records.OrderByDescending(record => record.At).ThenByDescending(record => record.Id).Take(Batch)
                .Select(record => new Row(
                    record.Id, record.RequestId, record.At, record.Model, record.InputTokens, record.CachedTokens, record.OutputTokens, record.Charged, record.Stream, record.Status))
                .ToListAsync(cancellationToken);
            yield return found;
            if (found.Count < Batch)
            {
                yield break;
            }

            last = found[^1];
        }
    }

    private static void Line(CsvWriter csv, Row record)
    {
        csv.WriteField(record.RequestId);
        csv.WriteField(record.At.ToString("u", CultureInfo.InvariantCulture));
        csv.WriteField(record.Model);
        csv.WriteField(record.Input.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(record.Cached.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(record.Output.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(Credit.ToUsd(record.Charged).ToString(CultureInfo.InvariantCulture));
        csv.WriteField(record.Stream ? "true" : "false");
        csv.WriteField(JsonNamingPolicy.SnakeCaseLower.ConvertName(record.Status.ToString()));
        csv.EndRecord();
    }

    private sealed record Row(
        long Id, string RequestId, DateTimeOffset At, string Model, long Input, long Cached, long Output, long Charged, bool Stream, UsageStatus Status);
}
