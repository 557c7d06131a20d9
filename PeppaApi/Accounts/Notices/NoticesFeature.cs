using Microsoft.EntityFrameworkCore;
using PeppaApi.Auditing;
using PeppaApi.Data;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Notices;

internal static class NoticesFeature
{
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddOptions<NoticeOptions>().BindConfiguration("Notices").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<NoticePost>();
        services.AddSingleton<NoticeService>();
        services.AddSingleton<CreditWatch>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService<NoticeWorker>();
        services.AddSingleton(provider => new SecurityNotices(
            provider.GetRequiredService<IDbContextFactory<PeppaDbContext>>(),
            provider.GetRequiredService<NoticePost>(),
            provider.GetRequiredService<CurrentActor>(),
            provider.GetRequiredService<SiteAddress>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
