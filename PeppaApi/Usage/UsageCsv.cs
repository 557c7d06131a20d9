using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Usage;

/// <summary>Usage records for a spreadsheet: RFC 4180, a header, exact dollars, moments in UTC. What is for operators alone is in their file only.</summary>
public sealed class UsageCsv(UsagePager pager)
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    private static readonly (string Name, bool ForOperators, Func<UsageView, string> Value)[] Fields =
    [
        ("requestId", false, record => record.RequestId),
        ("at", false, record => record.At.ToString("u", CultureInfo.InvariantCulture)),
        ("userId", true, record => Number(record.UserId)),
        ("user", true, record => record.UserName),
        ("channelId", true, record => record.ChannelId is { } id ? Number(id) : ""),
        ("channel", true, record => record.ChannelName ?? ""),
        ("tokenId", false, record => Number(record.TokenId)),
        ("token", false, record => record.TokenName),
        ("model", false, record => record.Model),
        ("operation", false, record => record.Operation),
        ("inputTokens", false, record => Number(record.InputTokens)),
        ("cachedTokens", false, record => Number(record.CachedTokens)),
        ("outputTokens", false, record => Number(record.OutputTokens)),
        ("reasoningTokens", false, record => Number(record.ReasoningTokens)),
        ("images", false, record => Number(record.Images)),
        ("costUsd", false, record => Usd(record.Charged)),
        ("overrunUsd", true, record => Usd(record.Overrun)),
        ("basis", false, record => Word(record.Basis)),
        ("status", false, record => Word(record.Status)),
        ("errorCode", false, record => record.ErrorCode ?? ""),
        ("stream", false, record => record.Stream ? "true" : "false"),
        ("durationMs", false, record => Number(record.DurationMs)),
        ("firstByteMs", false, record => record.FirstByteMs is { } first ? Number(first) : ""),
        ("upstreamCalls", false, record => Number(record.Attempts)),
    ];

    /// <summary>Writes the latest record first, batch by batch: a slow reader keeps no transaction open.</summary>
    /// <param name="written">Told how many more there are after each batch.</param>
    public async Task WriteAsync(UsageFilter filter, bool forOperators, Stream stream, Action<int> written, CancellationToken cancellationToken = default)
    {
        var fields = Fields.Where(field => forOperators || !field.ForOperators).ToList();
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await using var csv = CsvWriter.Create(writer, Options, leaveOpen: true);
        csv.WriteHeader([.. fields.Select(field => field.Name)]);
        await foreach (var records in pager.BatchesAsync(filter, cancellationToken))
        {
            foreach (var record in records)
            {
                fields.ForEach(field => csv.WriteField(field.Value(record)));
                csv.EndRecord();
            }

            await csv.FlushAsync(cancellationToken);
            written(records.Count);
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Usd(long credit) => Credit.ToUsd(credit).ToString(CultureInfo.InvariantCulture);

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
