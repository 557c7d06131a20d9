using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One lot of credit, in nano-dollars; written by the ledger only and never deleted.</summary>
public sealed class Grant
{
    public const int SourceKeyLength = 100;

    public long Id { get; private set; }

    public long UserId { get; private set; }

    public GrantKind Kind { get; private set; }

    public long Amount { get; private set; }

    public long Spent { get; private set; }

    /// <summary>Written off: expired, or taken back by an operator.</summary>
    public long Expired { get; private set; }

    /// <summary><c>Amount - Spent - Expired</c>.</summary>
    public long Remaining { get; private set; }

    /// <summary>Whether anything remains: what the index goes by that finds such lots, so that it changes once and not with each charge.</summary>
    public bool Open { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Why the credit was given, in the words of who gave it.</summary>
    public string? Reason { get; private set; }

    /// <summary>What a gift that is given once was given for, such as <c>invite:42</c>; unique, so that no race gives it twice.</summary>
    public string? SourceKey { get; private set; }

    /// <summary>The request whose charge a refund gives back.</summary>
    public string? RequestId { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Grant>
    {
        public void Configure(EntityTypeBuilder<Grant> builder)
        {
            builder.ToTable("grants", table => table.HasCheckConstraint(
                "ck_grants_amounts",
                "amount > 0 AND spent >= 0 AND expired >= 0 AND remaining >= 0 AND remaining = amount - spent - expired"));
            builder.Property(grant => grant.Reason).HasMaxLength(300);
            builder.Property(grant => grant.SourceKey).HasMaxLength(SourceKeyLength);
            builder.Property(grant => grant.RequestId).HasMaxLength(40);
            builder.HasIndex(grant => grant.UserId);
            builder.HasIndex(grant => grant.SourceKey).IsUnique().HasFilter("source_key IS NOT NULL");
            builder.HasIndex(grant => grant.RequestId).HasFilter("request_id IS NOT NULL");
            builder.HasIndex(grant => grant.UserId, "ix_grants_open").HasFilter("open = 1");
            builder.HasOne<Account>().WithMany().HasForeignKey(grant => grant.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>
/// Where a grant comes from. The order is part of the burn order: among grants that expire together,
/// gifts (below <see cref="Payment"/>) are spent before what was paid for. The numbers are stored and never change.
/// </summary>
public enum GrantKind
{
    /// <summary>Given by an operator.</summary>
    Gift = 0,
    SignUpGift = 1,

    /// <summary>For somebody invited, once that person is verified.</summary>
    InviteReward = 2,

    /// <summary>A part of what an invited person topped up.</summary>
    TopUpShare = 3,
    Payment = 10,
    Adjustment = 11,
    Redemption = 12,

    /// <summary>The credit that came with a VIP tier.</summary>
    VipPurchase = 13,

    /// <summary>A charge given back, wholly or in part.</summary>
    Refund = 14,
}
