using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>Redemption codes that were made together and are worth the same.</summary>
public sealed class RedemptionBatch
{
    public const int NameLength = 100;

    public long Id { get; set; }

    public required string Name { get; set; }

    /// <summary>What each code is worth, in nano-dollars.</summary>
    public long Amount { get; set; }

    /// <summary>From this moment on the codes are worth nothing; none is never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>How many codes of the batch one user may redeem; none is any number.</summary>
    public int? PerUserLimit { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RedemptionBatch>
    {
        public void Configure(EntityTypeBuilder<RedemptionBatch> builder)
        {
            builder.ToTable("redemption_batches", table => table.HasCheckConstraint("ck_redemption_batches_worth", "amount > 0 AND (per_user_limit IS NULL OR per_user_limit > 0)"));
            builder.Property(batch => batch.Name).HasMaxLength(NameLength);
        }
    }
}
