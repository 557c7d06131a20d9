using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One change of what a channel or key may be used for: when, what, why. Kept for a bounded time.</summary>
public sealed class ChannelEvent
{
    public long Id { get; set; }

    public long ChannelId { get; set; }

    public long? KeyId { get; set; }

    public DateTimeOffset At { get; set; }

    public ChannelEventKind Kind { get; set; }

    /// <summary>In the relay's words; nothing of a request or reply.</summary>
    public required string Reason { get; set; }

    /// <summary>When a pause ends.</summary>
    public DateTimeOffset? Until { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChannelEvent>
    {
        public void Configure(EntityTypeBuilder<ChannelEvent> builder)
        {
            builder.ToTable("channel_events");
            builder.Property(change => change.Reason).HasMaxLength(300);
            builder.HasIndex(change => new { change.ChannelId, change.At });
            builder.HasIndex(change => change.At);
        }
    }
}

public enum ChannelEventKind
{
    /// <summary>Failed too often: left alone for a while.</summary>
    ChannelCooling = 0,

    ChannelRestored = 1,

    ChannelEnabled = 2,

    ChannelDisabled = 3,

    /// <summary>The upstream asked for a pause of this key.</summary>
    KeyCooling = 4,

    KeyRestored = 5,

    /// <summary>The upstream refuses the key.</summary>
    KeySetAside = 6,

    KeyEnabled = 7,

    KeyDisabled = 8,

    KeysAdded = 9,

    KeyRemoved = 10,
}
