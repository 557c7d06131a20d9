using System.Globalization;
using System.Security.Claims;

namespace PeppaApi.Auditing;

/// <summary>Who acts, and from where.</summary>
/// <param name="UserId">None is a stranger, or whoever runs a verb.</param>
/// <param name="AtConsole">Whether somebody runs a verb who is no user, and whose changes the log must know all the same.</param>
public sealed record Actor(long? UserId, string Name, string Address, bool AtConsole = false)
{
    internal static Actor Of(ClaimsPrincipal user, string address) =>
        user.Identity?.IsAuthenticated == true
        && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new Actor(id, user.Identity.Name ?? "", address)
            : new Actor(null, "", address);
}
