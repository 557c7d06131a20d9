using PeppaApi.Data.Entities;
using PeppaApi.Usage;

namespace PeppaApi.Management;

/// <summary>Which usage records are wanted; what is left out does not restrict.</summary>
internal sealed record UsageQuery
{
    public long? UserId { get; init; }

    public long? TokenId { get; init; }

    public string? Model { get; init; }

    public long? ChannelId { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The first moment wanted.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment no longer wanted.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Status { get; init; }

    public UsageFilter ToFilter() => new(UserId, TokenId, Model, ChannelId, RequestId, From, To, Fields.Word<UsageStatus>(Status, "status"));
}
