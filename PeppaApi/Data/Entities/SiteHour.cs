using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// Usage of everybody summed by hour, model, channel and group: as many rows as there are models in use, however many users there are.
/// Kept for ever, written by the ledger with each charge.
/// </summary>
public sealed class SiteHour
{
    /// <summary>Start of the hour, UTC.</summary>
    public DateTimeOffset Hour { get; private set; }

    public required string Model { get; init; }

    /// <summary>0 where no channel was reached.</summary>
    public long ChannelId { get; private set; }

    public required string GroupName { get; init; }

    public long Requests { get; private set; }

    /// <summary>Requests whose reply was not delivered whole, for reasons that are not the client's.</summary>
    public long Failed { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public long Charged { get; private set; }

    public long Overrun { get; private set; }

    public long UpstreamCost { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SiteHour>
    {
        public void Configure(EntityTypeBuilder<SiteHour> builder)
        {
            builder.ToTable("site_hours");
            builder.HasKey(hour => new { hour.Hour, hour.Model, hour.ChannelId, hour.GroupName });
            builder.Property(hour => hour.GroupName).HasMaxLength(Group.NameLength);
            builder.Property(hour => hour.Model).HasMaxLength(200);
        }
    }
}
