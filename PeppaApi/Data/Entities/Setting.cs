using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One part of what an operator set while running, as JSON.</summary>
public sealed class Setting
{
    public required string Name { get; init; }

    public required string Value { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Setting>
    {
        public void Configure(EntityTypeBuilder<Setting> builder)
        {
            builder.HasKey(setting => setting.Name);
            builder.Property(setting => setting.Name).HasMaxLength(50);
        }
    }
}
