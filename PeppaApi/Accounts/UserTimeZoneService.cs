using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>The time zone that a user chose.</summary>
public sealed class UserTimeZoneService(IDbContextFactory<PeppaDbContext> contexts)
{
    /// <param name="name">IANA name; nothing goes back to the installation's.</param>
    /// <returns>The name as it is kept.</returns>
    /// <exception cref="InputException">There is no such zone.</exception>
    public async Task<string?> SetAsync(long userId, string? name, CancellationToken cancellationToken = default)
    {
        var kept = string.IsNullOrWhiteSpace(name) ? null : TimeZones.Find(name).Id;
        await contexts.ChangeUserAsync(userId, user => user.TimeZone = kept, cancellationToken);
        return kept;
    }
}
