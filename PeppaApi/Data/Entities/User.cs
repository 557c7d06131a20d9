using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>A person who signs in. Their money is in <see cref="Account"/>, never here.</summary>
public sealed class User : IdentityUser<long>
{
    /// <summary>Name of the <see cref="Group"/> whose multiplier applies to this user's requests.</summary>
    public string GroupName { get; set; } = Group.Default;

    public bool Disabled { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> builder)
        {
            builder.Property(user => user.GroupName).HasMaxLength(Group.NameLength);
            builder.HasOne<Group>().WithMany().HasForeignKey(user => user.GroupName).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
