using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One credential of a channel, encrypted at rest.</summary>
public sealed class ChannelKey
{
    public long Id { get; set; }

    public long ChannelId { get; set; }

    /// <summary>The key, protected by the installation's Data Protection keys.</summary>
    public required string Protected { get; set; }

    /// <summary>The last four characters, to recognise the key by.</summary>
    public required string Hint { get; set; }

    /// <summary>Why the key is no longer used, in the upstream's terms; <see langword="null"/> while it is in use.</summary>
    public string? SetAsideReason { get; set; }

    public DateTimeOffset? SetAsideAt { get; set; }

    /// <summary>Taken out of use by the operator.</summary>
    public bool Disabled { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChannelKey>
    {
        public void Configure(EntityTypeBuilder<ChannelKey> builder)
        {
            builder.ToTable("channel_keys");
            builder.Property(key => key.Hint).HasMaxLength(8);
            builder.Property(key => key.SetAsideReason).HasMaxLength(300);
        }
    }
}
