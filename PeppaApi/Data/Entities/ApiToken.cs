using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>An <c>sk-</c> key made by a user. The key itself is never stored.</summary>
public sealed class ApiToken
{
    public long Id { get; set; }

    public long UserId { get; set; }

    public required string Name { get; set; }

    /// <summary>HMAC-SHA-256 of the key with the installation's secret, in hexadecimal.</summary>
    public required string KeyHash { get; set; }

    /// <summary>The first characters of the key, to recognise it by.</summary>
    public required string Prefix { get; set; }

    /// <summary>Hash of the key before the last rotation, while that key still opens; see <see cref="PreviousKeyUntil"/>.</summary>
    public string? PreviousKeyHash { get; set; }

    /// <summary>From this moment on the key before the last rotation is refused.</summary>
    public DateTimeOffset? PreviousKeyUntil { get; set; }

    /// <summary>Whether it is the one with which the chat page calls for its user.</summary>
    public bool ForChat { get; init; }

    /// <summary>The most this token may ever spend, in nano-dollars; <see langword="null"/> is no limit.</summary>
    public long? Limit { get; set; }

    /// <summary>Written by the ledger only.</summary>
    public long Spent { get; private set; }

    /// <summary>Written by the ledger only.</summary>
    public long Held { get; private set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Models that the token may use; empty is every model.</summary>
    public List<string> Models { get; set; } = [];

    /// <summary>Networks in CIDR notation that may use the token; empty is every address.</summary>
    public List<string> AllowedAddresses { get; set; } = [];

    /// <summary>How many requests the token may make in a minute; <see langword="null"/> is any number.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>How many requests of the token may run at the same time; <see langword="null"/> is any number.</summary>
    public int? Concurrency { get; set; }

    /// <summary>Input and output tokens in a minute; <see langword="null"/> is any number.</summary>
    public int? TokensPerMinute { get; set; }

    /// <summary>Nano-dollars in a day of the user's time zone; <see langword="null"/> is no limit.</summary>
    public long? CreditPerDay { get; set; }

    public long? CreditPerWeek { get; set; }

    public long? CreditPerMonth { get; set; }

    /// <summary>What the token may use in a time, besides <see cref="Limit"/>.</summary>
    public UsageLimits Limits
    {
        get => new(RequestsPerMinute, TokensPerMinute, Concurrency, CreditPerDay, CreditPerWeek, CreditPerMonth);
        set => (RequestsPerMinute, TokensPerMinute, Concurrency, CreditPerDay, CreditPerWeek, CreditPerMonth) =
            (value.RequestsPerMinute, value.TokensPerMinute, value.Concurrency, value.CreditPerDay, value.CreditPerWeek, value.CreditPerMonth);
    }

    public bool Enabled { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set when the user deleted the token: its usage records keep their name.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ApiToken>
    {
        public void Configure(EntityTypeBuilder<ApiToken> builder)
        {
            builder.ToTable("tokens", table => table.HasCheckConstraint(
                "ck_tokens_spending", "held >= 0 AND spent >= 0 AND (\"limit\" IS NULL OR \"limit\" >= 0)"));
            builder.Property(token => token.Name).HasMaxLength(100);
            builder.Property(token => token.KeyHash).HasMaxLength(64);
            builder.Property(token => token.PreviousKeyHash).HasMaxLength(64);
            builder.Property(token => token.Prefix).HasMaxLength(16);
            builder.Ignore(token => token.Limits);
            builder.HasIndex(token => token.KeyHash).IsUnique();
            builder.HasIndex(token => token.UserId);
            builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
