using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>That a user was told of the expiry of a grant; the key keeps it from being told twice.</summary>
public sealed class ExpiryNotice
{
    public long GrantId { get; init; }

    public ExpiryStage Stage { get; init; }

    public long UserId { get; init; }

    /// <summary>What was about to expire, or had, in nano-dollars.</summary>
    public long Amount { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>When the user put it away.</summary>
    public DateTimeOffset? DismissedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ExpiryNotice>
    {
        public void Configure(EntityTypeBuilder<ExpiryNotice> builder)
        {
            builder.ToTable("expiry_notices");
            builder.HasKey(notice => new { notice.GrantId, notice.Stage });
            builder.HasIndex(notice => notice.UserId);
            builder.HasOne<Grant>().WithMany().HasForeignKey(notice => notice.GrantId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

public enum ExpiryStage
{
    ThreeDays,
    OneDay,
    Expired,
}
