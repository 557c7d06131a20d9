using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A user's key for the management API. Only its keyed hash is stored.</summary>
public sealed class AccessToken
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public required string Name { get; set; }

    public required string KeyHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AccessToken>
    {
        public void Configure(EntityTypeBuilder<AccessToken> builder)
        {
            builder.ToTable("access_tokens");
            builder.Property(token => token.Name).HasMaxLength(100);
            builder.Property(token => token.KeyHash).HasMaxLength(64);
            builder.HasIndex(token => token.KeyHash).IsUnique();
            builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId);
        }
    }
}
