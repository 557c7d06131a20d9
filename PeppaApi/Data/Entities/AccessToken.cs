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

    public AccessScopes Scopes { get; init; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>From this moment on it opens nothing; none is never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Written every ten minutes at most.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

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

/// <summary>What an access token may do.</summary>
[Flags]
public enum AccessScopes
{
    None = 0,

    /// <summary>Look at what belongs to its user.</summary>
    Read = 1,

    /// <summary>Change what belongs to its user.</summary>
    Write = 2,

    /// <summary>Use its user's role as operator or admin.</summary>
    Admin = 4,

    All = Read | Write | Admin,
}
