using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// Something that an upstream works on for minutes after it was submitted: who, what kind, how far, what it costs; never what was
/// asked for or what came of it. The ledger writes the row with the hold and ends it with the settlement; in between
/// only what an upstream reports is noted.
/// </summary>
public sealed class LongTask
{
    public const int LongestId = 100;

    public long Id { get; private set; }

    public LongTaskKind Kind { get; private set; }

    /// <summary>The id that the client has; the upstream's own is not shown.</summary>
    public required string PublicId { get; init; }

    /// <summary>The request that holds the credit: finds its usage record.</summary>
    public required string RequestId { get; init; }

    public long UserId { get; private set; }

    public long TokenId { get; private set; }

    /// <summary>Where it was accepted; what follows up on it goes there, too.</summary>
    public long? ChannelId { get; private set; }

    public long? KeyId { get; private set; }

    public string? UpstreamId { get; private set; }

    /// <summary>The task that this one follows up on.</summary>
    public long? ParentId { get; private set; }

    /// <summary>One of the relay's own words, such as IMAGINE; never the client's text.</summary>
    public required string Action { get; init; }

    /// <summary>fast, relax or turbo; empty where the client named none.</summary>
    public required string Mode { get; init; }

    /// <summary>The name that is priced.</summary>
    public required string Model { get; init; }

    /// <summary>How long what is made is to be, where it is paid by the second.</summary>
    public long Milliseconds { get; private set; }

    /// <summary>How large it is to be, in the words of the price, where that matters.</summary>
    public string? Variant { get; private set; }

    public LongTaskState State { get; private set; }

    public int Progress { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>When its owner deleted it; the row stays for the books.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Since when its upstream does not know it.</summary>
    public DateTimeOffset? MissingSince { get; private set; }

    /// <summary>The hold that stands for it; none once it is charged or given back.</summary>
    public long? HoldId { get; private set; }

    /// <summary>What is or was held, in nano-dollars.</summary>
    public long Held { get; private set; }

    public long Charged { get; private set; }

    /// <summary>What it costs the operator if it succeeds, in nano-dollars.</summary>
    public long UpstreamCost { get; private set; }

    /// <summary>Why it failed, in one of the relay's own words.</summary>
    public string? FailCode { get; private set; }

    public bool IsOver => State >= LongTaskState.Succeeded;

    internal sealed class Mapping : IEntityTypeConfiguration<LongTask>
    {
        public void Configure(EntityTypeBuilder<LongTask> builder)
        {
            builder.ToTable("long_tasks", table => table.HasCheckConstraint("ck_long_tasks_charged", "charged >= 0 AND charged <= held AND (hold_id IS NULL OR state < 3)"));
            builder.Property(task => task.PublicId).HasMaxLength(LongestId);
            builder.Property(task => task.RequestId).HasMaxLength(40);
            builder.Property(task => task.UpstreamId).HasMaxLength(LongestId);
            builder.Property(task => task.Action).HasMaxLength(40);
            builder.Property(task => task.Mode).HasMaxLength(10);
            builder.Property(task => task.Model).HasMaxLength(200);
            builder.Property(task => task.Variant).HasMaxLength(60);
            builder.Property(task => task.FailCode).HasMaxLength(60);
            builder.Ignore(task => task.IsOver);
            builder.HasIndex(task => task.PublicId).IsUnique();
            // One task of an upstream is paid for once, whatever the upstream answers to a second submission.
            builder.HasIndex(task => new { task.ChannelId, task.UpstreamId }).IsUnique().HasFilter("upstream_id IS NOT NULL");
            builder.HasIndex(task => new { task.UserId, task.Id });
            builder.HasIndex(task => task.State).HasFilter("state < 10");
            builder.HasIndex(task => task.HoldId).HasFilter("hold_id IS NOT NULL");
            builder.HasIndex(task => task.FinishedAt);
        }
    }
}

public enum LongTaskKind
{
    Midjourney = 0,

    /// <summary>A video as OpenAI makes it.</summary>
    Video = 1,
}

/// <summary>In this order, and never back, but from <see cref="AwaitingInput"/> when the client goes on.</summary>
public enum LongTaskState
{
    /// <summary>On its way to an upstream.</summary>
    Submitting = 0,

    /// <summary>An upstream has taken it.</summary>
    Submitted = 1,

    Running = 2,

    /// <summary>The upstream asks for more before it begins; nothing is held.</summary>
    AwaitingInput = 3,

    /// <summary>Done and charged.</summary>
    Succeeded = 10,

    /// <summary>Failed, refused, lost or timed out: the hold was given back whole.</summary>
    Failed = 11,
}
