using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A person who signs in. Their money is in <see cref="Account"/>, never here.</summary>
public sealed class User : IdentityUser<long>
{
    public const int DisplayNameLength = 60;

    /// <summary>Name of the <see cref="Group"/> whose multiplier applies to this user's requests.</summary>
    public string GroupName { get; set; } = Group.Default;

    /// <summary>How they want to be called; none is the user name.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Of pages and mails, such as <c>zh-CN</c>; none is the browser's.</summary>
    public string? Language { get; set; }

    public bool Disabled { get; set; }

    /// <summary>When they deleted their account: what is left is a number for the ledger.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>IANA name; none is the installation's.</summary>
    public string? TimeZone { get; set; }

    public int? RequestsPerMinute { get; set; }

    public int? TokensPerMinute { get; set; }

    public int? Concurrency { get; set; }

    public long? CreditPerDay { get; set; }

    public long? CreditPerWeek { get; set; }

    public long? CreditPerMonth { get; set; }

    /// <summary>What the user may use with all tokens together; set by operators.</summary>
    public UsageLimits Limits
    {
        get => new(RequestsPerMinute, TokensPerMinute, Concurrency, CreditPerDay, CreditPerWeek, CreditPerMonth);
        set => (RequestsPerMinute, TokensPerMinute, Concurrency, CreditPerDay, CreditPerWeek, CreditPerMonth) =
            (value.RequestsPerMinute, value.TokensPerMinute, value.Concurrency, value.CreditPerDay, value.CreditPerWeek, value.CreditPerMonth);
    }

    /// <summary>The form of the mail address by which one person's aliases are recognised; no two users have the same.</summary>
    public string? PersonKey { get; set; }

    /// <summary>The form of the name by which look-alikes are recognised.</summary>
    public string? NameSkeleton { get; set; }

    /// <summary>The code in this user's invite link; made when first asked for.</summary>
    public string? InviteCode { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> builder)
        {
            builder.Property(user => user.PersonKey).HasMaxLength(300);
            builder.Property(user => user.NameSkeleton).HasMaxLength(200);
            builder.Property(user => user.InviteCode).HasMaxLength(20);
            builder.HasIndex(user => user.PersonKey).IsUnique();
            builder.HasIndex(user => user.NameSkeleton);
            builder.HasIndex(user => user.InviteCode).IsUnique();
            builder.Property(user => user.GroupName).HasMaxLength(Group.NameLength);
            builder.Property(user => user.DisplayName).HasMaxLength(DisplayNameLength);
            builder.Property(user => user.Language).HasMaxLength(10);
            builder.Property(user => user.TimeZone).HasMaxLength(50);
            builder.Ignore(user => user.Limits);
            builder.HasOne<Group>().WithMany().HasForeignKey(user => user.GroupName).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
