using System.Globalization;
using System.Security.Claims;

namespace PeppaApi.Accounts;

public static class UserClaims
{
    /// <summary>Names the session of a cookie.</summary>
    public const string Session = "peppa.session";

    /// <summary>The session of a browser; none for scripts and strangers.</summary>
    public static string? SessionId(this ClaimsPrincipal user) => user.FindFirstValue(Session);

    /// <summary>The id of who is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is.</exception>
    public static long UserId(this ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new InvalidOperationException("Nobody is signed in.");
}
