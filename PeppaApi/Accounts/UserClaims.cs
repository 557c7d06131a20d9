using System.Globalization;
using System.Security.Claims;

namespace PeppaApi.Accounts;

public static class UserClaims
{
    /// <summary>The id of who is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is.</exception>
    public static long UserId(this ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new InvalidOperationException("Nobody is signed in.");
}
