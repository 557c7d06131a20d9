using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A named class of users with a price multiplier.</summary>
public sealed class Group
{
    public const string Default = "default";
    public const int NameLength = 64;

    public required string Name { get; set; }

    /// <summary>Price multiplier in parts per million: 950,000 is 0.95.</summary>
    public long MultiplierParts { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Group>
    {
        public void Configure(EntityTypeBuilder<Group> builder)
        {
            builder.HasKey(group => group.Name);
            builder.Property(group => group.Name).HasMaxLength(NameLength);
            builder.ToTable(table => table.HasCheckConstraint("ck_groups_multiplier", "multiplier_parts >= 0"));
            builder.HasData(
                new Group { Name = Default, MultiplierParts = 1_000_000 },
                new Group { Name = "vip", MultiplierParts = 950_000 },
                new Group { Name = "svip", MultiplierParts = 900_000 });
        }
    }
}
