using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PeppaApi.Accounts.SigningIn;

namespace PeppaApi.Accounts.External;

/// <summary>Signing in through somebody else, where the configuration names them.</summary>
public static class ExternalFeature
{
    internal static void AddExternal(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<OpenIdConnectLogin>().BindConfiguration(OpenIdConnectLogin.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<GitHubLogin>().BindConfiguration(GitHubLogin.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<ExternalLogins>();
        if (Read<OpenIdConnectLogin>(builder.Configuration, OpenIdConnectLogin.Section) is { IsOn: true } provider)
        {
            services.AddAuthentication().AddOpenIdConnect(OpenIdConnectLogin.Scheme, provider.Title, options => Configure(options, provider));
            services.AddOptions<OpenIdConnectOptions>(OpenIdConnectLogin.Scheme).Configure<IHttpContextAccessor>((options, contexts) =>
                (options.CorrelationCookie, options.NonceCookie) = (Cookie(contexts, "peppa.external.", options), Cookie(contexts, "peppa.nonce.", options)));
        }

        if (Read<GitHubLogin>(builder.Configuration, GitHubLogin.Section) is { IsOn: true } gitHub)
        {
            services.AddAuthentication().AddOAuth<OAuthOptions, GitHubHandler>(GitHubLogin.Scheme, "GitHub", options => Configure(options, gitHub));
            services.AddOptions<OAuthOptions>(GitHubLogin.Scheme).Configure<IHttpContextAccessor>((options, contexts) =>
                options.CorrelationCookie = Cookie(contexts, "peppa.external.", options));
        }
    }

    /// <summary>Where our forms lead beyond this site: browsers are told with each page.</summary>
    public static IEnumerable<string> FormTargets(IConfiguration configuration)
    {
        if (Read<OpenIdConnectLogin>(configuration, OpenIdConnectLogin.Section) is { IsOn: true } provider)
        {
            yield return ProviderAddress.Origin(provider.Authority!);
        }

        if (Read<GitHubLogin>(configuration, GitHubLogin.Section) is { IsOn: true } gitHub)
        {
            yield return ProviderAddress.Origin(gitHub.Address);
        }
    }

    /// <summary>What was asked for, until the answer comes. The rest of the name tells one question from another.</summary>
    private static HostCookie Cookie(IHttpContextAccessor contexts, string name, RemoteAuthenticationOptions options) =>
        new(contexts, name, SameSiteMode.Lax) { Expiration = options.RemoteAuthenticationTimeout };

    private static T? Read<T>(IConfiguration configuration, string section) => configuration.GetSection(section).Get<T>();

    private static void Configure(OpenIdConnectOptions options, OpenIdConnectLogin provider)
    {
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.Authority = provider.Authority;
        options.RequireHttpsMetadata = new Uri(provider.Authority!).Scheme == Uri.UriSchemeHttps;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.CallbackPath = "/signin/openid-connect";
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes with the address: a cookie that crosses sites is not needed.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.Scope.Add("email");
        options.Events.OnRemoteFailure = FailAsync;
    }

    private static void Configure(OAuthOptions options, GitHubLogin gitHub)
    {
        options.SignInScheme = IdentityConstants.ExternalScheme;
        var address = gitHub.Address.TrimEnd('/');
        options.AuthorizationEndpoint = address + "/login/oauth/authorize";
        options.TokenEndpoint = address + "/login/oauth/access_token";
        options.UserInformationEndpoint = gitHub.Api + "/user";
        options.ClientId = gitHub.ClientId!;
        options.ClientSecret = gitHub.ClientSecret!;
        options.CallbackPath = "/signin/github";
        options.UsePkce = true;
        options.ClaimActions.MapJsonKey(ClaimTypes.NameIdentifier, "id");
        options.ClaimActions.MapJsonKey(ClaimTypes.Name, "login");
        options.Events.OnRemoteFailure = FailAsync;
    }

    /// <summary>Turned down there, taken too long, or forged: the person begins again.</summary>
    private static Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        context.Response.Redirect("/login?external=failed");
        return Task.CompletedTask;
    }
}
