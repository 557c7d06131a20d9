using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

public static class AccountsFeature
{
    public static IHostApplicationBuilder AddAccounts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        AddIdentity(services);
        services.AddScoped<IUserConfirmation<User>, ActiveUserConfirmation>();
        services.AddScoped<AdminRole>();
        AddSchemes(services);
        services.AddScoped<AuthenticationStateProvider, CircuitRevalidation>();
        services.AddSingleton<UserService>();
        services.AddSingleton<GroupService>();
        services.AddSingleton<SetupService>();
        services.AddSingleton<AccessTokenService>();
        services.AddSingleton<AdminBootstrap>();
        return builder;
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<User>(options =>
            {
                options.User.AllowedUserNameCharacters = UserInput.NameCharacters;
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = UserInput.ShortestPassword;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.SignIn.RequireConfirmedAccount = true;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddRoles<Role>()
            .AddEntityFrameworkStores<PeppaDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
    }

    private static void AddSchemes(IServiceCollection services)
    {
        // It tells of every visitor without a key.
        services.AddLogging(logging => logging.AddFilter(typeof(AccessTokenAuthenticationHandler).FullName, LogLevel.Warning));
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenAuthenticationHandler>(AccessTokenAuthenticationHandler.Scheme, null)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "peppa.session";
            options.LoginPath = "/login";
            options.LogoutPath = "/logout";
            options.AccessDeniedPath = "/login";
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(AccountPolicies.AdminOnly, policy => policy.RequireRole(Role.Admin))
            .AddPolicy(AccountPolicies.Api, policy => policy
                .AddAuthenticationSchemes(AccessTokenAuthenticationHandler.Scheme).RequireAuthenticatedUser())
            .AddPolicy(AccountPolicies.ApiAdmin, policy => policy
                .AddAuthenticationSchemes(AccessTokenAuthenticationHandler.Scheme).RequireAuthenticatedUser().RequireRole(Role.Admin));
    }
}
