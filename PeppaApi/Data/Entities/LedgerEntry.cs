using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One line of the journal: append-only, written by the ledger only. The audit recomputes every balance from these.</summary>
public sealed class LedgerEntry
{
    public long Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    public long UserId { get; private set; }

    public LedgerEntryKind Kind { get; private set; }

    /// <summary>Always positive, in nano-dollars; the kind says the direction.</summary>
    public long Amount { get; private set; }

    /// <summary>The grant that was made, spent or expired; none for an overrun.</summary>
    public long? GrantId { get; private set; }

    public long? TokenId { get; private set; }

    public string? RequestId { get; private set; }

    /// <summary>Why an operator took credit back; the user sees it.</summary>
    public string? Note { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LedgerEntry>
    {
        public void Configure(EntityTypeBuilder<LedgerEntry> builder)
        {
            builder.ToTable("ledger_entries", table => table.HasCheckConstraint("ck_ledger_entries_amount", "amount > 0"));
            // By SQLite, and without the count that outlives its rows (AUTOINCREMENT): that is one more row to be written with each.
            builder.Property(entry => entry.Id).ValueGeneratedNever();
            builder.Property(entry => entry.RequestId).HasMaxLength(40);
            builder.Property(entry => entry.Note).HasMaxLength(300);
            builder.HasIndex(entry => new { entry.UserId, entry.At });
            builder.HasIndex(entry => entry.RequestId);
            // For reports; charges, which are many, are summed by hour elsewhere.
            builder.HasIndex(entry => entry.At).HasFilter("kind <> 2");
            // The same for statements.
            builder.HasIndex(entry => new { entry.UserId, entry.Kind, entry.At }).HasFilter("kind <> 2");
        }
    }
}

public enum LedgerEntryKind
{
    /// <summary>Credit came in.</summary>
    Grant = 1,

    /// <summary>A request was paid from a grant.</summary>
    Charge = 2,

    /// <summary>Unspent credit of a grant expired.</summary>
    Expiry = 3,

    /// <summary>An upstream delivered more than could be charged; borne by the operator, touches no balance.</summary>
    Overrun = 4,

    /// <summary>An operator took unspent credit of a grant back; counted with what expired, as written off.</summary>
    Withdrawal = 5,
}
