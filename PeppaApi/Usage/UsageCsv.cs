using PeppaApi.Data;

namespace PeppaApi.Usage;

/// <summary>Who reads a file of usage records.</summary>
public enum UsageCsvFor
{
    /// <summary>The user whose records they are.</summary>
    User,

    /// <summary>Sees everybody's, and which upstream was used.</summary>
    Operator,

    /// <summary>Whoever has the token's key: nothing of the account, nothing of the operator.</summary>
    KeyHolder,
}

/// <summary>Usage records for a spreadsheet, the latest first. What is not for everybody is in the files of some only.</summary>
public sealed class UsageCsv(UsagePager pager)
{
    public const string FileName = "usage.csv";

    private static readonly (string Name, bool ForOperators, Func<UsageView, string?> Value)[] Fields =
    [
        ("requestId", false, record => record.RequestId),
        ("at", false, record => Csv.Moment(record.At)),
        ("userId", true, record => Csv.Number(record.UserId)),
        ("user", true, record => record.UserName),
        ("channelId", true, record => Csv.Number(record.ChannelId)),
        ("channel", true, record => record.ChannelName),
        ("tokenId", false, record => Csv.Number(record.TokenId)),
        ("token", false, record => record.TokenName),
        ("model", false, record => record.Model),
        ("operation", false, record => record.Operation),
        ("inputTokens", false, record => Csv.Number(record.InputTokens)),
        ("cachedTokens", false, record => Csv.Number(record.CachedTokens)),
        ("outputTokens", false, record => Csv.Number(record.OutputTokens)),
        ("reasoningTokens", false, record => Csv.Number(record.ReasoningTokens)),
        ("images", false, record => Csv.Number(record.Images)),
        ("costUsd", false, record => Csv.Usd(record.Charged)),
        ("overrunUsd", true, record => Csv.Usd(record.Overrun)),
        ("basis", false, record => EnumWord.Of(record.Basis)),
        ("status", false, record => EnumWord.Of(record.Status)),
        ("errorCode", false, record => record.ErrorCode),
        ("stream", false, record => record.Stream ? "true" : "false"),
        ("durationMs", false, record => Csv.Number(record.DurationMs)),
        ("firstByteMs", false, record => Csv.Number(record.FirstByteMs)),
        ("upstreamCalls", false, record => Csv.Number(record.Attempts)),
    ];

    private static readonly string[] OfToken = ["requestId", "at", "model", "inputTokens", "cachedTokens", "outputTokens", "costUsd", "stream", "status"];

    /// <summary>Writes batch by batch: a slow reader keeps no transaction open.</summary>
    /// <param name="written">Told how many more there are after each batch.</param>
    public Task WriteAsync(UsageFilter filter, UsageCsvFor reader, Stream stream, Action<int>? written = null, CancellationToken cancellationToken = default)
    {
        var fields = reader == UsageCsvFor.KeyHolder
            ? OfToken.Select(name => Fields.Single(field => field.Name == name))
            : Fields.Where(field => reader == UsageCsvFor.Operator || !field.ForOperators);
        return Csv.WriteAsync([.. fields.Select(field => (field.Name, field.Value))], pager.BatchesAsync(filter, cancellationToken), stream, written, cancellationToken);
    }
}
