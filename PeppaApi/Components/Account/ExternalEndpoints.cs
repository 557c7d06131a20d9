using Microsoft.AspNetCore.Mvc;
using PeppaApi.Accounts;
using PeppaApi.Accounts.External;
using PeppaApi.Accounts.SigningIn;

namespace PeppaApi.Components.Account;

/// <summary>The way to a provider and back. It begins with a post that has our own token, so that no other site can begin it.</summary>
internal static class ExternalEndpoints
{
    public static void MapExternal(this IEndpointRouteBuilder app)
    {
        app.MapPost("/login/external", BeginAsync).ExcludeFromDescription();
        app.MapGet("/login/external", FinishAsync).ExcludeFromDescription();
        app.MapPost("/setting/security/external", BeginLinkAsync).RequireAuthorization(AccountPolicies.Confirmed).ExcludeFromDescription();
        app.MapGet("/setting/security/external", FinishLinkAsync).RequireAuthorization(AccountPolicies.Confirmed).ExcludeFromDescription();
    }

    private static async Task<IResult> BeginAsync(ExternalLogins logins, [FromForm] string? provider, [FromForm] string? returnUrl)
    {
        var back = $"/login/external?returnUrl={Uri.EscapeDataString(LocalAddress.Or(returnUrl, "/dashboard"))}";
        return await logins.PrepareAsync(provider, back) is { } properties ? Results.Challenge(properties, [provider!]) : Results.BadRequest();
    }

    private static async Task<IResult> FinishAsync(ExternalLogins logins, string? returnUrl)
    {
        var target = LocalAddress.Or(returnUrl, "/dashboard");
        return await logins.SignInAsync() switch
        {
            SignInOutcome.SignedIn => Results.LocalRedirect(target),
            SignInOutcome.NeedsCode => Results.LocalRedirect($"/login/code?remember=false&returnUrl={Uri.EscapeDataString(target)}"),
            _ => Results.LocalRedirect("/login?external=unknown"),
        };
    }

    private static async Task<IResult> BeginLinkAsync(HttpContext context, ExternalLogins logins, [FromForm] string? provider) =>
        await logins.PrepareAsync(provider, "/setting/security/external", context.User.UserId()) is { } properties
            ? Results.Challenge(properties, [provider!])
            : Results.BadRequest();

    private static async Task<IResult> FinishLinkAsync(HttpContext context, ExternalLogins logins) =>
        Results.LocalRedirect(await logins.LinkAsync(context.User) ? "/setting/security" : "/setting/security?external=failed");
}
