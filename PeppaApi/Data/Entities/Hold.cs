using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>Credit set aside for one request; written by the ledger only and gone when the request is settled.</summary>
public sealed class Hold
{
    public long Id { get; private set; }

    /// <summary>The id that the reply carries in <c>X-Request-Id</c> and that the usage record keeps.</summary>
    public required string RequestId { get; init; }

    public long UserId { get; private set; }

    public long TokenId { get; private set; }

    public long Amount { get; private set; }

    /// <summary>What is charged at most if the process dies after sending: the cost of the input estimate.</summary>
    public long InputCost { get; private set; }

    /// <summary>The input estimate that <see cref="InputCost"/> is the cost of.</summary>
    public long InputTokens { get; private set; }

    public long MultiplierParts { get; private set; }

    /// <summary>Whether anything went upstream.</summary>
    public bool Sent { get; private set; }

    public required string Model { get; init; }

    public required string GroupName { get; init; }

    public long PriceId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Hold>
    {
        public void Configure(EntityTypeBuilder<Hold> builder)
        {
            builder.ToTable("holds", table => table.HasCheckConstraint(
                "ck_holds_amount", "amount >= 0 AND input_cost >= 0 AND input_cost <= amount"));
            builder.Property(hold => hold.RequestId).HasMaxLength(40);
            builder.Property(hold => hold.Model).HasMaxLength(200);
            builder.Property(hold => hold.Id).ValueGeneratedNever();
        }
    }
}
