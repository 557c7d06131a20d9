using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>Of what a user wants to be told, how, and what they were told last. Without a row: expiring credit and security events, by mail.</summary>
public sealed class NoticeChoice
{
    public const int AddressLength = 500;

    public long UserId { get; init; }

    public bool LowCredit { get; set; }

    /// <summary>Nano-dollars: below them credit is low.</summary>
    public long LowCreditBelow { get; set; }

    public bool ExpiringCredit { get; set; } = true;

    public bool SecurityEvents { get; set; } = true;

    public bool ByMail { get; set; } = true;

    /// <summary>Where notices are posted to; none is nowhere.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>What they are signed with, protected by the installation's Data Protection keys.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>Whether the user was told of the present time below the threshold.</summary>
    public bool LowCreditTold { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<NoticeChoice>
    {
        public void Configure(EntityTypeBuilder<NoticeChoice> builder)
        {
            builder.HasKey(choice => choice.UserId);
            builder.Property(choice => choice.UserId).ValueGeneratedNever();
            builder.Property(choice => choice.ExpiringCredit).HasDefaultValue(true).HasSentinel(true);
            builder.Property(choice => choice.WebhookUrl).HasMaxLength(AddressLength);
            builder.HasOne<User>().WithOne().HasForeignKey<NoticeChoice>(choice => choice.UserId);
        }
    }
}
