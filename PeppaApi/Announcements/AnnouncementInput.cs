using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Announcements;

/// <summary>An announcement as an operator writes it.</summary>
/// <param name="From">None is from now on.</param>
/// <param name="Until">None is for good.</param>
public sealed record AnnouncementInput(AnnouncementSeverity Severity, TwoTexts Title, TwoTexts Body, bool ForVisitors, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    public const int LongestTitle = 120;
    public const int LongestBody = 10_000;

    /// <exception cref="InputException">Something of it cannot be accepted.</exception>
    internal void ApplyTo(Announcement announcement, DateTimeOffset now)
    {
        var title = TwoTexts.Checked(Title, LongestTitle, "title");
        var body = TwoTexts.Checked(Body, LongestBody, "body");
        var from = From ?? now;
        InputException.Require(!title.IsEmpty, "title", AnnouncementsText.NoTitle);
        InputException.Require(Enum.IsDefined(Severity), "severity", AnnouncementsText.NoSeverity);
        InputException.Require(Until is null || Until >= from.AddMinutes(1), "until", AnnouncementsText.BadUntil);
        (announcement.Severity, announcement.ForVisitors) = (Severity, ForVisitors);
        (announcement.EnglishTitle, announcement.ChineseTitle) = (title.English, title.Chinese);
        (announcement.English, announcement.Chinese) = (body.English, body.Chinese);
        (announcement.ShownFrom, announcement.ShownUntil) = (from, Until);
    }
}
