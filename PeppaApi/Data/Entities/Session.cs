using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One signed-in browser. Its cookie names the row: without the row the cookie is worth nothing.</summary>
public sealed class Session
{
    public const int IdLength = 32;
    public const int DeviceLength = 80;
    public const int AddressLength = 45;

    public required string Id { get; init; }

    public long UserId { get; init; }

    public required string Device { get; init; }

    public required string Address { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Written every ten minutes at most.</summary>
    public DateTimeOffset LastUsedAt { get; set; }

    /// <summary>When the person last proved who they are: at sign-in, or before an act that asks for it.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> builder)
        {
            builder.Property(session => session.Id).HasMaxLength(IdLength);
            builder.Property(session => session.Device).HasMaxLength(DeviceLength);
            builder.Property(session => session.Address).HasMaxLength(AddressLength);
            builder.HasIndex(session => session.LastUsedAt);
            builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId);
        }
    }
}
