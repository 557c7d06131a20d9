using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>Something that operators tell everybody, as Markdown in both languages.</summary>
public sealed class Announcement
{
    public long Id { get; init; }

    public AnnouncementSeverity Severity { get; set; }

    public required string EnglishTitle { get; set; }

    public required string ChineseTitle { get; set; }

    public required string English { get; set; }

    public required string Chinese { get; set; }

    /// <summary>Whether the home page shows it to those who are not signed in, too.</summary>
    public bool ForVisitors { get; set; }

    public DateTimeOffset ShownFrom { get; set; }

    /// <summary>The first moment at which it is no longer shown; none is for good.</summary>
    public DateTimeOffset? ShownUntil { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Announcement>
    {
        public void Configure(EntityTypeBuilder<Announcement> builder)
        {
            builder.ToTable("announcements", table => table.HasCheckConstraint("ck_announcements_shown", "shown_until is null or shown_until > shown_from"));
            builder.HasIndex(announcement => announcement.ShownFrom);
        }
    }
}

public enum AnnouncementSeverity
{
    Info = 0,
    Warning = 1,
    Critical = 2,
}

/// <summary>That a user has put an announcement away.</summary>
public sealed class SeenAnnouncement
{
    public long UserId { get; init; }

    public long AnnouncementId { get; init; }

    public DateTimeOffset SeenAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SeenAnnouncement>
    {
        public void Configure(EntityTypeBuilder<SeenAnnouncement> builder)
        {
            builder.ToTable("seen_announcements");
            builder.HasKey(seen => new { seen.UserId, seen.AnnouncementId });
            builder.HasIndex(seen => seen.AnnouncementId);
            builder.HasOne<User>().WithMany().HasForeignKey(seen => seen.UserId);
            builder.HasOne<Announcement>().WithMany().HasForeignKey(seen => seen.AnnouncementId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
