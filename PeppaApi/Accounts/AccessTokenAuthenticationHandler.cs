using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>Lets scripts in by <c>Authorization: Bearer</c> access token, with the same claims as a signed-in person.</summary>
internal sealed class AccessTokenAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IDbContextFactory<PeppaDbContext> contexts,
    InstallationSecret secret) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
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
        if (!AccessTokenKey.IsPossible(key) || await FindAsync(secret.Hash(key)) is not { } owner)
        {
            return AuthenticateResult.Fail("The access token is not valid.");
        }

        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, owner.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(ClaimTypes.Name, owner.UserName));
        if (owner.Admin)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, Role.Admin));
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }

    private async Task<UserView?> FindAsync(string hash)
    {
        await using var context = await contexts.CreateDbContextAsync(Context.RequestAborted);
        return await context.Users.AsNoTracking()
            .Where(user => !user.Disabled && context.AccessTokens.Any(token => token.KeyHash == hash && token.UserId == user.Id))
            .Select(UserQueries.ToView(context))
            .SingleOrDefaultAsync(Context.RequestAborted);
    }
}
