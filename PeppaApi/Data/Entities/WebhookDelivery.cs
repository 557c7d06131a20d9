using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A notice on its way to a user's own program.</summary>
public sealed class WebhookDelivery
{
    public long Id { get; init; }

    public long UserId { get; init; }

    /// <summary>Names the notice; the same with each try.</summary>
    public required string Key { get; init; }

    public required string Body { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Attempts { get; set; }

    /// <summary>None once it is taken or given up.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>What the last try brought: a status code or what went wrong.</summary>
    public string? LastAnswer { get; set; }

    public bool Delivered { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
        {
            builder.ToTable("webhook_deliveries");
            builder.Property(delivery => delivery.Key).HasMaxLength(40);
            builder.Property(delivery => delivery.LastAnswer).HasMaxLength(200);
            builder.HasIndex(delivery => delivery.NextAttemptAt);
            builder.HasIndex(delivery => new { delivery.UserId, delivery.Id });
            builder.HasOne<User>().WithMany().HasForeignKey(delivery => delivery.UserId);
        }
    }
}
