using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>Which usage records are wanted; what is left out does not restrict.</summary>
/// <param name="From">The first moment wanted.</param>
/// <param name="To">The first moment no longer wanted.</param>
public sealed record UsageFilter(
    long? UserId = null,
    long? TokenId = null,
    string? Model = null,
    long? ChannelId = null,
    string? RequestId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    UsageStatus? Status = null)
{
    /// <summary>Whether few records may match, and the sums know which hours they are in.</summary>
    internal bool IsNarrow => Status is null or UsageStatus.Succeeded && string.IsNullOrEmpty(RequestId)
        && (TokenId is not null || ChannelId is not null || !string.IsNullOrEmpty(Model));

    /// <summary>Whether the sums know all that is asked for.</summary>
    internal bool IsSummed => Status is null && string.IsNullOrEmpty(RequestId);

    internal IQueryable<UsageRecord> Apply(IQueryable<UsageRecord> records)
    {
        records = UserId is { } user ? records.Where(record => record.UserId == user) : records;
        records = TokenId is { } token ? records.Where(record => record.TokenId == token) : records;
        records = string.IsNullOrEmpty(Model) ? records : records.Where(record => record.Model == Model);
        records = ChannelId is { } channel ? records.Where(record => record.ChannelId == channel) : records;
        records = string.IsNullOrEmpty(RequestId) ? records : records.Where(record => record.RequestId == RequestId);
        records = From is { } from ? records.Where(record => record.At >= from) : records;
        records = To is { } to ? records.Where(record => record.At < to) : records;
        return Status switch
        {
            null => records,
            UsageStatus.Succeeded => records.Where(record => record.Status == UsageStatus.Succeeded),
            // Those that did not succeed are few, and have an index of their own, which the engine uses only where this is said.
            var status => records.Where(record => record.Status != UsageStatus.Succeeded && record.Status == status),
        };
    }
}
