using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// A user's money, in nano-dollars; written by the ledger only.
/// Available credit is <c>Granted - Spent - Expired - Held</c>, and the database refuses to let it fall below zero.
/// </summary>
public sealed class Account
{
    public long UserId { get; private set; }

    public long Granted { get; private set; }

    public long Held { get; private set; }

    public long Spent { get; private set; }

    /// <summary>Written off: expired, or taken back by an operator.</summary>
    public long Expired { get; private set; }

    /// <summary>The earliest expiry among grants that still have credit; past it, expiry runs before anything else.</summary>
    public DateTimeOffset? NextExpiry { get; private set; }

    /// <summary>Until then some <see cref="SpendingWindow"/> of the user or a token may run, and charges are counted there.</summary>
    public DateTimeOffset? WindowsUntil { get; private set; }

    public long Available => Granted - Spent - Expired - Held;

    internal sealed class Mapping : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> builder)
        {
            builder.ToTable("accounts", table => table.HasCheckConstraint(
                "ck_accounts_never_overdrawn",
                "granted >= 0 AND held >= 0 AND spent >= 0 AND expired >= 0 AND granted - spent - expired - held >= 0"));
            builder.HasKey(account => account.UserId);
            builder.Property(account => account.UserId).ValueGeneratedNever();
            builder.Ignore(account => account.Available);
            builder.HasOne<User>().WithOne().HasForeignKey<Account>(account => account.UserId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
