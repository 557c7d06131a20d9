using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// What was charged in the running day, week or month of a user or token with a limit of credit for it; written by the
/// ledger only. It is a sum of the journal, kept so that no request has to add it up.
/// </summary>
public sealed class SpendingWindow
{
    public long UserId { get; private set; }

    /// <summary>0 for the user with all tokens.</summary>
    public long TokenId { get; private set; }

    public SpendingPeriod Period { get; private set; }

    /// <summary>Midnight in the user's time zone.</summary>
    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    public long Spent { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SpendingWindow>
    {
        public void Configure(EntityTypeBuilder<SpendingWindow> builder)
        {
            builder.ToTable("spending_windows", table => table.HasCheckConstraint("ck_spending_windows", "spent >= 0 AND starts_at < ends_at"));
            builder.HasKey(window => new { window.UserId, window.TokenId, window.Period });
        }
    }
}

public enum SpendingPeriod
{
    Day = 0,

    /// <summary>From Monday on.</summary>
    Week = 1,
    Month = 2,
}
