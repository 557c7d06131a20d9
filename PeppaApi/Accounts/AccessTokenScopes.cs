using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>The scopes of an access token, as claims and as what they open.</summary>
public static class AccessTokenScopes
{
    private const string Claim = "peppa.scope";

    /// <summary>The scopes of whoever comes with an access token; none for a cookie.</summary>
    public static AccessScopes Scopes(this ClaimsPrincipal user) =>
        Enum.TryParse<AccessScopes>(user.FindFirstValue(Claim), out var scopes) ? scopes : AccessScopes.None;

    internal static Claim ToClaim(AccessScopes scopes) => new(Claim, scopes.ToString());

    /// <summary>Looking needs the scope to read, everything else the scope to write.</summary>
    internal static bool Allow(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http
        && context.User.Scopes().HasFlag(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) ? AccessScopes.Read : AccessScopes.Write);
}
