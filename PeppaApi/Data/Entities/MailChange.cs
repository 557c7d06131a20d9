using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A new mail address that waits for the proof of both.</summary>
public sealed class MailChange
{
    public long UserId { get; init; }

    public required string NewEmail { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public bool OldConfirmed { get; set; }

    public bool NewConfirmed { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MailChange>
    {
        public void Configure(EntityTypeBuilder<MailChange> builder)
        {
            builder.HasKey(change => change.UserId);
            builder.Property(change => change.UserId).ValueGeneratedNever();
            builder.Property(change => change.NewEmail).HasMaxLength(256);
            builder.HasOne<User>().WithOne().HasForeignKey<MailChange>(change => change.UserId);
        }
    }
}
