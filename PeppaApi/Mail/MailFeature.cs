using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Mail;

public static class MailFeature
{
    public static IHostApplicationBuilder AddMail(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MailServers>();
        services.AddSingleton<PickupFolder>();
        services.AddSingleton<MailExit>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton(provider => new MailDesk(
            provider.GetRequiredService<IDbContextFactory<PeppaDbContext>>(),
            provider.GetRequiredService<MailQueue>(),
            provider.GetRequiredService<MailExit>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MailSignal>();
        services.AddSingleton<IDataChangeListener>(provider => provider.GetRequiredService<MailSignal>());
        services.AddSingleton<MailDelivery>();
        services.AddHostedService<MailSender>();
        return builder;
    }
}
