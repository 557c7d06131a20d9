using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A named class of users with a price multiplier. With a price it is a VIP tier, which codes give for life.</summary>
public sealed class Group
{
    public const string Default = "default";
    public const int NameLength = 64;

    public required string Name { get; set; }

    /// <summary>Price multiplier in parts per million: 950,000 is 0.95.</summary>
    public long MultiplierParts { get; set; }

    /// <summary>What the tier is sold for, in fen (a hundredth of a yuan); none is not for sale. Whoever has the tier keeps it when this changes.</summary>
    public long? PriceFen { get; set; }

    /// <summary>Credit that comes with the tier unless a batch says otherwise, in nano-dollars.</summary>
    public long IncludedCredit { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Group>
    {
        public void Configure(EntityTypeBuilder<Group> builder)
        {
            builder.HasKey(group => group.Name);
            builder.Property(group => group.Name).HasMaxLength(NameLength);
            builder.ToTable(table => table.HasCheckConstraint("ck_groups_multiplier", "multiplier_parts >= 0"));
            builder.HasData(
                new Group { Name = Default, MultiplierParts = 1_000_000 },
                new Group { Name = "vip", MultiplierParts = 950_000, PriceFen = 64_800, IncludedCredit = 50_000_000_000 },
                new Group { Name = "svip", MultiplierParts = 900_000, PriceFen = 188_800, IncludedCredit = 100_000_000_000 });
        }
    }
}
