using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>What somebody who runs the place noted about a user, for others who do. The user never sees it.</summary>
public sealed class UserNote
{
    public const int LongestText = 4000;

    public long Id { get; init; }

    public long UserId { get; init; }

    /// <summary>Who wrote it.</summary>
    public long AuthorId { get; init; }

    public required string Text { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its text was last changed.</summary>
    public DateTimeOffset? EditedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<UserNote>
    {
        public void Configure(EntityTypeBuilder<UserNote> builder)
        {
            builder.ToTable("user_notes");
            builder.Property(note => note.Text).HasMaxLength(LongestText);
            builder.HasIndex(note => new { note.UserId, note.Id });
            builder.HasOne<User>().WithMany().HasForeignKey(note => note.UserId);
            builder.HasOne<User>().WithMany().HasForeignKey(note => note.AuthorId);
        }
    }
}
