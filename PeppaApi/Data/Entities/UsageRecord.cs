using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// One row per request that reached a hold: who, what, how many tokens, cost, how long; never any content.
/// Written by the ledger in the transaction that settles the request. With the price version that it names, it holds all
/// that is needed to compute its <see cref="Cost"/> again.
/// </summary>
public sealed class UsageRecord
{
    public long Id { get; set; }

    public required string RequestId { get; set; }

    public DateTimeOffset At { get; set; }

    public long UserId { get; set; }

    public long TokenId { get; set; }

    public long? ChannelId { get; set; }

    /// <summary>The name the client asked for, and that was priced.</summary>
    public required string Model { get; set; }

    public required string GroupName { get; set; }

    public string Operation { get; set; } = "";

    /// <summary>All input tokens; the counters of kinds below are parts of it.</summary>
    public long InputTokens { get; set; }

    public long CachedTokens { get; set; }

    /// <summary>Written to the vendor's cache for its usual time.</summary>
    public long CacheWriteTokens { get; set; }

    public long CacheWriteHourTokens { get; set; }

    public long AudioInputTokens { get; set; }

    public long ImageInputTokens { get; set; }

    /// <summary>All output tokens; the counters of kinds below are parts of it.</summary>
    public long OutputTokens { get; set; }

    public long ReasoningTokens { get; set; }

    public long AudioOutputTokens { get; set; }

    public long ImageOutputTokens { get; set; }

    /// <summary>Pictures made, where they are counted by the piece.</summary>
    public long Images { get; set; }

    /// <summary>Size and quality of the pictures in the words of the price version; never the client's own text.</summary>
    public string? Variant { get; set; }

    public long Milliseconds { get; set; }

    public long Characters { get; set; }

    /// <summary>Searches made, documents ranked and the like.</summary>
    public long Units { get; set; }

    /// <summary>1 where a price per call applies to the request, 0 where nothing is billed.</summary>
    public long Calls { get; set; }

    public long PriceId { get; set; }

    public long MultiplierParts { get; set; }

    /// <summary>What the usage cost by the price list, in nano-dollars: <see cref="Charged"/> plus <see cref="Overrun"/>.</summary>
    public long Cost { get; set; }

    public long Charged { get; set; }

    public long Overrun { get; set; }

    /// <summary>
    /// What the upstream costs the operator: all that was used at list price, without the group's multiplier and the model's discount,
    /// times the channel's cost multiplier at that time. 0 where it is not known.
    /// </summary>
    public long UpstreamCost { get; set; }

    /// <summary>What was held for the request before it was sent.</summary>
    public long Held { get; set; }

    public UsageBasis Basis { get; set; }

    public UsageStatus Status { get; set; }

    /// <summary>The error code that the client was given, if any.</summary>
    public string? ErrorCode { get; set; }

    public bool Stream { get; set; }

    public int DurationMs { get; set; }

    /// <summary>Milliseconds to the first byte that went to the client.</summary>
    public int? FirstByteMs { get; set; }

    /// <summary>How many upstream calls were made.</summary>
    public int Attempts { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<UsageRecord>
    {
        public void Configure(EntityTypeBuilder<UsageRecord> builder)
        {
            builder.ToTable("usage_records", table => table.HasCheckConstraint(
                "ck_usage_records_cost", "charged >= 0 AND overrun >= 0 AND cost = charged + overrun"));
            // By SQLite, and without the count that outlives its rows (AUTOINCREMENT): that is one more row to be written with each.
            builder.Property(record => record.Id).ValueGeneratedNever();
            builder.Property(record => record.RequestId).HasMaxLength(40);
            builder.Property(record => record.Model).HasMaxLength(200);
            builder.Property(record => record.ErrorCode).HasMaxLength(60);
            builder.Property(record => record.Variant).HasMaxLength(60);
            builder.HasIndex(record => record.RequestId).IsUnique();
            // What lists look for beside the time is in them, so that rows that are not wanted are not read.
            builder.HasIndex(record => new { record.UserId, record.At, record.Id, record.TokenId, record.Model, record.ChannelId });
            builder.HasIndex(record => new { record.At, record.Id, record.Model, record.ChannelId });
            // Those that did not succeed: few, looked for and added up.
            builder.HasIndex(record => new
            {
                record.Status,
                record.At,
                record.Id,
                record.UserId,
                record.TokenId,
                record.Model,
                record.ChannelId,
                record.InputTokens,
                record.OutputTokens,
                record.Charged,
                record.Overrun,
            }, "IX_usage_records_failures").HasFilter("status <> 0");
        }
    }
}

/// <summary>Where the counted units of a charge come from.</summary>
public enum UsageBasis
{
    /// <summary>Nothing was used.</summary>
    None = 0,

    /// <summary>The upstream reported them.</summary>
    Reported = 1,

    /// <summary>The upstream reported them after the client had left.</summary>
    Drained = 2,

    /// <summary>Counted from the text, because the upstream did not say, or said something impossible.</summary>
    Counted = 3,

    /// <summary>The process died in between: the input estimate at most.</summary>
    Recovered = 4,
}

public enum UsageStatus
{
    Succeeded = 0,

    /// <summary>The client left before the end.</summary>
    ClientGone = 1,

    /// <summary>The upstream broke off after the reply had begun.</summary>
    Interrupted = 2,

    /// <summary>No reply was delivered; the hold was released.</summary>
    Failed = 3,

    /// <summary>The process died while the request was under way.</summary>
    Crashed = 4,

    /// <summary>Ended by the relay because the credit was used up.</summary>
    CutOff = 5,

    /// <summary>A task that took its time came to nothing; its hold was given back whole.</summary>
    GivenBack = 6,
}
