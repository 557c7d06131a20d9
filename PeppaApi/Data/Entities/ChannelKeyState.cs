using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// What the process has noted of a key, written about once a minute: apart from the key itself, so that noting it does not
/// make anybody read the keys again.
/// </summary>
public sealed class ChannelKeyState
{
    public long KeyId { get; set; }

    public DateTimeOffset? CoolingUntil { get; set; }

    public string? CoolingReason { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public long Requests { get; set; }

    /// <summary>What requests with the key were charged, in nano-dollars.</summary>
    public long Spent { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChannelKeyState>
    {
        public void Configure(EntityTypeBuilder<ChannelKeyState> builder)
        {
            builder.ToTable("channel_key_states");
            builder.HasKey(state => state.KeyId);
            builder.Property(state => state.KeyId).ValueGeneratedNever();
            builder.Property(state => state.CoolingReason).HasMaxLength(300);
            builder.HasOne<ChannelKey>().WithOne().HasForeignKey<ChannelKeyState>(state => state.KeyId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
