using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>Redemption codes that were made together and are worth the same.</summary>
public sealed class RedemptionBatch
{
    public const int NameLength = 100;

    public long Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The credit that each code gives, in nano-dollars; may be 0 where there is a tier.</summary>
    public long Amount { get; set; }

    /// <summary>Name of the <see cref="Group"/> that each code gives, if it gives a VIP tier.</summary>
    public string? GroupName { get; set; }

    /// <summary>From this moment on the codes are worth nothing; none is never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>How many codes of the batch one user may redeem; none is any number.</summary>
    public int? PerUserLimit { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RedemptionBatch>
    {
        public void Configure(EntityTypeBuilder<RedemptionBatch> builder)
        {
            builder.ToTable("redemption_batches", table => table.HasCheckConstraint(
                "ck_redemption_batches_worth", "amount >= 0 AND (amount > 0 OR group_name IS NOT NULL) AND (per_user_limit IS NULL OR per_user_limit > 0)"));
            builder.Property(batch => batch.GroupName).HasMaxLength(Group.NameLength);
            builder.HasOne<Group>().WithMany().HasForeignKey(batch => batch.GroupName).OnDelete(DeleteBehavior.Restrict);
            builder.Property(batch => batch.Name).HasMaxLength(NameLength);
        }
    }
}
