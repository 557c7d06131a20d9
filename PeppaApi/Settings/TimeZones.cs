using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Settings;

/// <param name="TimeZone">An IANA name such as <c>Asia/Shanghai</c>: for users who chose none, and for operators' reports.</param>
public sealed record TimeSettings(string TimeZone) : IOperatorSettings<TimeSettings>
{
    public static string Name => "time";

    public static TimeSettings Default { get; } = new(TimeZoneInfo.Utc.Id);

    public TimeSettings Checked() => new(TimeZones.Find(TimeZone).Id);
}

/// <summary>The time zone of each user: the one that they chose, else the installation's. In memory; safe for any thread.</summary>
public sealed class TimeZones(IDbContextFactory<PeppaDbContext> contexts, OperatorSettings settings) : IDataChangeListener
{
    private readonly ConcurrentDictionary<long, TimeZoneInfo> _chosen = new();

    /// <summary>The names that people may choose from.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id).Append(TimeZoneInfo.Utc.Id).Distinct().Order(StringComparer.Ordinal)];

    public TimeZoneInfo Installation => Known(settings.Get<TimeSettings>().TimeZone);

    public TimeZoneInfo Of(long userId) => _chosen.TryGetValue(userId, out var zone) ? zone : Installation;

    /// <exception cref="InputException">There is no such zone.</exception>
    public static TimeZoneInfo Find(string? name)
    {
        var found = TimeZoneInfo.TryFindSystemTimeZoneById(name?.Trim() ?? "", out var zone) && (zone.HasIanaId || zone.Id == TimeZoneInfo.Utc.Id);
        InputException.Require(found, "timeZone", "There is no such time zone. Give a name such as Asia/Shanghai or Europe/Berlin, or UTC.");
        return zone!;
    }

    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var user in await context.Users.AsNoTracking().Where(user => user.TimeZone != null)
            .Select(user => new { user.Id, user.TimeZone }).ToListAsync(cancellationToken))
        {
            _chosen[user.Id] = Known(user.TimeZone!);
        }
    }

    public async Task RefreshAsync(IReadOnlyList<object> changed)
    {
        foreach (var id in changed.OfType<User>().Select(user => user.Id).Distinct())
        {
            await using var context = await contexts.CreateDbContextAsync();
            if (await context.Users.AsNoTracking().Where(user => user.Id == id).Select(user => user.TimeZone).SingleOrDefaultAsync() is { } name)
            {
                _chosen[id] = Known(name);
            }
            else
            {
                _chosen.TryRemove(id, out _);
            }
        }
    }

    // A zone that the machine no longer knows: its data may have been older when the name was stored.
    private static TimeZoneInfo Known(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
