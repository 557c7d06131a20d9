using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One version of the user agreement, as Markdown; versions are added, never changed.</summary>
public sealed class Agreement
{
    public int Version { get; init; }

    public required string English { get; init; }

    public required string Chinese { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Agreement>
    {
        public void Configure(EntityTypeBuilder<Agreement> builder)
        {
            builder.ToTable("agreements");
            builder.HasKey(agreement => agreement.Version);
            builder.Property(agreement => agreement.Version).ValueGeneratedNever();
        }
    }
}

/// <summary>That a user accepted a version of the agreement.</summary>
public sealed class AgreementAcceptance
{
    public long UserId { get; set; }

    public User? User { get; set; }

    public int Version { get; init; }

    public DateTimeOffset AcceptedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AgreementAcceptance>
    {
        public void Configure(EntityTypeBuilder<AgreementAcceptance> builder)
        {
            builder.ToTable("agreement_acceptances");
            builder.HasKey(acceptance => new { acceptance.UserId, acceptance.Version });
            builder.HasOne(acceptance => acceptance.User).WithMany().HasForeignKey(acceptance => acceptance.UserId);
            builder.HasOne<Agreement>().WithMany().HasForeignKey(acceptance => acceptance.Version).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
