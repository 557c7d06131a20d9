using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Accounts.Notices;
using PeppaApi.Auditing;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Identity, its cookies, and the ways in.</summary>
internal static class SigningInFeature
{
    public static void AddSigningIn(this IServiceCollection services)
    {
        AddIdentity(services);
        services.AddScoped<IUserConfirmation<User>, ActiveUserConfirmation>();
        services.AddScoped<SessionCookieEvents>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<SignInHistory>();
        services.AddSingleton<SignInLimiter>();
        services.AddHostedService<SignInSweeper>();
        services.AddSingleton<IAuthorizationHandler, FreshSession.Handler>();
        services.AddSingleton<SteadyPace>();
        services.AddSingleton<LinkMails>();
        services.AddScoped(provider => new SignInService(
            provider.GetRequiredService<SignInManager<User>>(),
            provider.GetRequiredService<SignInLimiter>(),
            provider.GetRequiredService<SignInHistory>(),
            provider.GetRequiredService<SessionService>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<SteadyPace>()));
        services.AddScoped(provider => new PasswordReset(
            provider.GetRequiredService<UserManager<User>>(),
            provider.GetRequiredService<LinkMails>(),
            provider.GetRequiredService<SessionService>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<SecurityNotices>(),
            provider.GetRequiredService<SteadyPace>()));
        services.AddScoped(provider => new MailChangeService(
            provider.GetRequiredService<UserManager<User>>(),
            provider.GetRequiredService<UserService>(),
            provider.GetRequiredService<LinkMails>(),
            provider.GetRequiredService<IDbContextFactory<PeppaDbContext>>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<PasswordService>();
        services.AddScoped<TwoStepService>();
        services.AddScoped<PasskeyService>();
    }

    /// <summary>The cookies of a person on the way in or signed in.</summary>
    public static void ConfigureCookies(this IServiceCollection services)
    {
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "peppa.session";
            options.LoginPath = "/login";
            options.LogoutPath = "/logout";
            options.ExpireTimeSpan = SessionService.IdleFor;
            options.EventsType = typeof(SessionCookieEvents);
        });
        foreach (var (scheme, name) in new[]
        {
            (IdentityConstants.ApplicationScheme, "peppa.session"),
            (IdentityConstants.TwoFactorUserIdScheme, "peppa.step"),
            (IdentityConstants.ExternalScheme, "peppa.external"),
        })
        {
            services.Configure<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(scheme, options =>
            {
                options.Cookie.Name = name;
                options.Cookie.Path = "/";
                options.CookieManager = new HostCookieManager();
            });
        }
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<User>(options =>
            {
                // Any: UserInput.CheckName knows better which go together.
                options.User.AllowedUserNameCharacters = "";
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = UserInput.ShortestPassword;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.SignIn.RequireConfirmedAccount = true;
                options.Tokens.PasswordResetTokenProvider = ShortLivedTokens.Provider;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddRoles<Role>()
            .AddEntityFrameworkStores<PeppaDbContext>()
            .AddUserStore<ProtectedUserStore>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddTokenProvider<ShortLivedTokens>(ShortLivedTokens.Provider)
            .AddTokenProvider<OnceOnlyAuthenticator>(TokenOptions.DefaultAuthenticatorProvider);
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // A passkey stands for both steps: the device asks for its own lock, and it names its user.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
        });
    }
}
