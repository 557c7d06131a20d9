using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.Agreements;
using PeppaApi.Accounts.Invites;
using PeppaApi.Accounts.Notices;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SignUps;

internal static class SignUpsFeature
{
    public static void AddSignUps(this IServiceCollection services)
    {
        services.AddOptions<SignUpOptions>().BindConfiguration("SignUp").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<IUserValidator<User>, PersonKeys>();
        services.AddSingleton<PasswordHasher<User>>();
        services.AddSingleton<AgreementService>();
        services.AddHttpClient(Turnstile.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10));
        // Its lines hold the address, which says nothing new.
        services.AddLogging(logging => logging.AddFilter($"System.Net.Http.HttpClient.{Turnstile.ClientName}", LogLevel.Warning));
        services.AddSingleton<Turnstile>();
        services.AddSingleton<SignUpRules>();
        services.AddSingleton<SignUpCodes>();
        services.AddSingleton<SignUpMails>();
        services.AddSingleton<InviteRewards>();
        services.AddSingleton<InviteService>();
        services.AddSingleton<TopUpShares>();
        services.AddSingleton<SignUpCompletion>();
        services.AddSingleton(provider => new SignUpService(
            provider.GetRequiredService<IDbContextFactory<PeppaDbContext>>(),
            provider.GetRequiredService<SignUpRules>(),
            provider.GetRequiredService<SignUpCodes>(),
            provider.GetRequiredService<SignUpMails>(),
            provider.GetRequiredService<PasswordHasher<User>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SignUpConfirmation(
            provider.GetRequiredService<IDbContextFactory<PeppaDbContext>>(),
            provider.GetRequiredService<SignUpCodes>(),
            provider.GetRequiredService<SignUpCompletion>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SignUpDesk(
            provider.GetRequiredService<IDbContextFactory<PeppaDbContext>>(), provider.GetRequiredService<SignUpCompletion>()));
        services.AddHostedService<SignUpSweeper>();
        services.AddSingleton<ExpiryNotices>();
        services.AddHostedService<ExpiryNoticeTeller>();
    }
}
