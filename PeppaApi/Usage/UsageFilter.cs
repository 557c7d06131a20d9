using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
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
    internal bool IsNarrow => !IsOfFailures && string.IsNullOrEmpty(RequestId)
        && (TokenId is not null || ChannelId is not null || !string.IsNullOrEmpty(Model));

    /// <summary>Whether the sums know all that is asked for.</summary>
    internal bool IsSummed => Status is null && string.IsNullOrEmpty(RequestId);

    /// <summary>Those that did not succeed are few, and have an index of their own.</summary>
    internal bool IsOfFailures => Status is not (null or UsageStatus.Succeeded);

    /// <summary>The same, with nothing before a moment.</summary>
    internal UsageFilter Since(DateTimeOffset moment) => From > moment ? this : this with { From = moment };

    /// <summary>The same, with nothing from a moment on.</summary>
    internal UsageFilter Until(DateTimeOffset moment) => To < moment ? this : this with { To = moment };

    internal IQueryable<UsageRecord> Of(PeppaDbContext context) =>
        Apply(IsOfFailures && string.IsNullOrEmpty(RequestId) ? Failures(context) : context.UsageRecords.AsNoTracking());

    /// <summary>All that did not succeed, from the index that knows all that is asked and added up; SQLite would rather read all records of a user.</summary>
    internal static IQueryable<UsageRecord> Failures(PeppaDbContext context) =>
        context.UsageRecords.FromSql($"SELECT * FROM usage_records INDEXED BY IX_usage_records_failures WHERE status <> 0").AsNoTracking();

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
            var status => records.Where(record => record.Status == status),
        };
    }
}
