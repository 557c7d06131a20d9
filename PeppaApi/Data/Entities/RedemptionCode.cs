using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A one-time code. The code itself is never stored. The ledger marks it redeemed in the transaction that gives its credit.</summary>
public sealed class RedemptionCode
{
    public long Id { get; private set; }

    public required RedemptionBatch Batch { get; init; }

    public long BatchId { get; private set; }

    /// <summary>HMAC-SHA-256 of the code with the installation's secret, in hexadecimal.</summary>
    public required string CodeHash { get; init; }

    /// <summary>The first characters of the code, to recognise it by.</summary>
    public required string Prefix { get; init; }

    public bool Enabled { get; set; } = true;

    public long? RedeemedBy { get; private set; }

    public DateTimeOffset? RedeemedAt { get; private set; }

    /// <summary>The grant that it became; none while unredeemed, and where it gave a tier without credit.</summary>
    public long? GrantId { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RedemptionCode>
    {
        public void Configure(EntityTypeBuilder<RedemptionCode> builder)
        {
            builder.ToTable("redemption_codes", table => table.HasCheckConstraint(
                "ck_redemption_codes_redeemed", "(redeemed_by IS NULL) = (redeemed_at IS NULL) AND (grant_id IS NULL OR redeemed_by IS NOT NULL)"));
            builder.Property(code => code.CodeHash).HasMaxLength(64);
            builder.Property(code => code.Prefix).HasMaxLength(16);
            builder.HasIndex(code => code.CodeHash).IsUnique();
            builder.HasIndex(code => code.GrantId).IsUnique();
            builder.HasOne(code => code.Batch).WithMany().HasForeignKey(code => code.BatchId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<User>().WithMany().HasForeignKey(code => code.RedeemedBy).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Grant>().WithMany().HasForeignKey(code => code.GrantId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
