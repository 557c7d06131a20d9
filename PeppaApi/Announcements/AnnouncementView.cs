using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Announcements;

/// <summary>An announcement for whoever reads it.</summary>
public sealed record AnnouncementView(long Id, AnnouncementSeverity Severity, TwoTexts Title, TwoTexts Body, DateTimeOffset From, bool Seen);

/// <summary>An announcement for those who write it.</summary>
/// <param name="Seen">How many users have put it away.</param>
public sealed record WrittenAnnouncement(long Id, AnnouncementInput Content, int Seen)
{
    public AnnouncementState StateAt(DateTimeOffset now) =>
        Content.From > now ? AnnouncementState.ToCome : Content.Until <= now ? AnnouncementState.Over : AnnouncementState.Shown;
}

public enum AnnouncementState
{
    ToCome,
    Shown,
    Over,
}
