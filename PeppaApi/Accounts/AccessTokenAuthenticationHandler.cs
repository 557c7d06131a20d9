using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>Lets scripts in by <c>Authorization: Bearer</c> access token, with the claims of its user as far as its scopes go.</summary>
internal sealed class AccessTokenAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AccessTokenService tokens) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "AccessToken";
    private const string Start = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Start, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var key = header[Start.Length..].Trim();
        if (!AccessTokenKey.IsPossible(key) || await tokens.FindOwnerAsync(key, Context.RequestAborted) is not { } found)
        {
            return AuthenticateResult.Fail("The access token is not valid.");
        }

        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, found.Owner.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(ClaimTypes.Name, found.Owner.UserName));
        identity.AddClaim(AccessTokenScopes.ToClaim(found.Scopes));
        if (found.Scopes.HasFlag(AccessScopes.Admin) && found.Owner.Role != Role.User)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, found.Owner.Role));
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }
}
