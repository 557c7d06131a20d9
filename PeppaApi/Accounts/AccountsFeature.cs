using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts.External;
using PeppaApi.Accounts.Notices;
using PeppaApi.Accounts.Operators;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

public static class AccountsFeature
{
    public static IHostApplicationBuilder AddAccounts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSigningIn();
        services.AddNotices();
        services.AddScoped<AdminRole>();
        services.AddSignUps();
        AddSchemes(services);
        builder.AddExternal();
        services.AddScoped<AuthenticationStateProvider, CircuitRevalidation>();
        services.AddSingleton<UserService>();
        services.AddSingleton<UserArrivals>();
        services.AddSingleton<OperatorDesk>();
        services.AddSingleton<UserNotes>();
        services.AddSingleton<ViewDesk>();
        services.AddScoped<ProfileService>();
        services.AddSingleton<OwnData>();
        services.AddSingleton<AccountDeletion>();
        services.AddSingleton<UserLimitService>();
        services.AddSingleton<UserTimeZoneService>();
        services.AddSingleton<GroupService>();
        services.AddSingleton<SetupService>();
        services.AddSingleton<AccessTokenService>();
        services.AddSingleton<AdminBootstrap>();
        return builder;
    }

    private static void AddSchemes(IServiceCollection services)
    {
        // It tells of every visitor without a key.
        services.AddLogging(logging => logging.AddFilter(typeof(AccessTokenAuthenticationHandler).FullName, LogLevel.Warning));
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenAuthenticationHandler>(AccessTokenAuthenticationHandler.Scheme, null)
            .AddIdentityCookies();
        services.ConfigureCookies();
        services.AddAuthorizationBuilder()
            .AddPolicy(AccountPolicies.Operators, policy => policy.RequireRole(Role.Operator, Role.Admin))
            .AddPolicy(AccountPolicies.AdminOnly, policy => policy.RequireRole(Role.Admin))
            .AddPolicy(AccountPolicies.Confirmed, policy => policy.RequireAuthenticatedUser().AddRequirements(new FreshSession()))
            .AddPolicy(AccountPolicies.Api, policy => ByToken(policy))
            .AddPolicy(AccountPolicies.ApiOperators, policy => ByToken(policy).RequireRole(Role.Operator, Role.Admin))
            .AddPolicy(AccountPolicies.ApiAdmin, policy => ByToken(policy).RequireRole(Role.Admin));
    }

    private static AuthorizationPolicyBuilder ByToken(AuthorizationPolicyBuilder policy) => policy
        .AddAuthenticationSchemes(AccessTokenAuthenticationHandler.Scheme)
        .RequireAuthenticatedUser()
        .RequireAssertion(AccessTokenScopes.Allow);
}
