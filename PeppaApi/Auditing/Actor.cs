using System.Globalization;
using System.Security.Claims;

namespace PeppaApi.Auditing;

/// <summary>Who acts, and from where.</summary>
/// <param name="UserId">None is a stranger.</param>
public sealed record Actor(long? UserId, string Name, string Address)
{
    internal static Actor Of(ClaimsPrincipal user, string address) =>
        user.Identity?.IsAuthenticated == true
        && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new Actor(id, user.Identity.Name ?? "", address)
            : new Actor(null, "", address);
}
