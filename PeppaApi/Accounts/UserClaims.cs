using System.Globalization;
using System.Security.Claims;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

public static class UserClaims
{
    /// <summary>Names the session of a cookie.</summary>
    public const string Session = "peppa.session";

    /// <summary>The session of a browser; none for scripts and strangers.</summary>
    public static string? SessionId(this ClaimsPrincipal user) => user.FindFirstValue(Session);

    /// <summary>Whether they run the place, as operator or admin.</summary>
    public static bool IsOperator(this ClaimsPrincipal user) => user.IsInRole(Role.Operator) || user.IsInRole(Role.Admin);

    /// <summary>The id of who is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is.</exception>
    public static long UserId(this ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new InvalidOperationException("Nobody is signed in.");
}
