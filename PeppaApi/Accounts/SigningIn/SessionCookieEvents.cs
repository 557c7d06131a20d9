using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Ties each sign-in cookie to its <see cref="Data.Entities.Session"/>.</summary>
internal sealed class SessionCookieEvents(SessionService sessions) : CookieAuthenticationEvents
{
    // In the ticket's own properties, which survive when the claims are read anew.
    private const string Item = "session";

    public override async Task SigningIn(CookieSigningInContext context)
    {
        var principal = context.Principal!;
        if (!context.Properties.Items.TryGetValue(Item, out var id) || id is null)
        {
            await EndPreviousAsync(context.HttpContext);
            id = await sessions.StartAsync(principal.UserId(), Visitor.Of(context.HttpContext));
            context.Properties.Items[Item] = id;
        }

        AddClaim(principal, id);
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal is not { } principal)
        {
            return;
        }

        if (!context.Properties.Items.TryGetValue(Item, out var id) || id is null || !await sessions.IsLiveAsync(principal.UserId(), id))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        AddClaim(principal, id);
    }

    public override Task SigningOut(CookieSigningOutContext context) => EndPreviousAsync(context.HttpContext);

    /// <summary>Whoever is signed in but not lately leads through the page that asks who they are, everybody else to a plain no.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        var needs = context.HttpContext.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [];
        var target = needs.Any(need => need.Policy == AccountPolicies.Confirmed)
            ? $"/confirm?returnUrl={Uri.EscapeDataString(context.Request.Path)}"
            : "/denied";
        context.Response.Redirect(target);
        return Task.CompletedTask;
    }

    private static void AddClaim(ClaimsPrincipal principal, string id)
    {
        if (principal.SessionId() is null)
        {
            ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(UserClaims.Session, id));
        }
    }

    private async Task EndPreviousAsync(HttpContext context)
    {
        if (context.User.SessionId() is { } id)
        {
            await sessions.EndAsync(context.User.UserId(), id);
        }
    }
}
