namespace PeppaApi.Announcements;

public static class AnnouncementsFeature
{
    public static IHostApplicationBuilder AddAnnouncements(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnnouncementBoard>();
        builder.Services.AddSingleton<AnnouncementEditor>();
        return builder;
    }
}
