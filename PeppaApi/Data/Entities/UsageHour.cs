using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>Usage summed by hour, token, model, channel and group; kept for ever, written by the ledger with each charge.</summary>
public sealed class UsageHour
{
    /// <summary>Start of the hour, UTC.</summary>
    public DateTimeOffset Hour { get; private set; }

    public long UserId { get; private set; }

    public long TokenId { get; private set; }

    public required string Model { get; init; }

    /// <summary>0 where no channel was reached.</summary>
    public long ChannelId { get; private set; }

    /// <summary>The user's group at that time.</summary>
    public required string GroupName { get; init; }

    public long Requests { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public long Images { get; private set; }

    public long Milliseconds { get; private set; }

    public long Characters { get; private set; }

    public long Units { get; private set; }

    public long Charged { get; private set; }

    public long Overrun { get; private set; }

    /// <summary>What the upstream costs the operator for it: see <see cref="UsageRecord.UpstreamCost"/>.</summary>
    public long UpstreamCost { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<UsageHour>
    {
        public void Configure(EntityTypeBuilder<UsageHour> builder)
        {
            builder.ToTable("usage_hours");
            builder.HasKey(hour => new { hour.UserId, hour.Hour, hour.TokenId, hour.Model, hour.ChannelId, hour.GroupName });
            builder.HasIndex(hour => hour.Hour);
            builder.Property(hour => hour.GroupName).HasMaxLength(Group.NameLength);
            builder.Property(hour => hour.Model).HasMaxLength(200);
        }
    }
}
