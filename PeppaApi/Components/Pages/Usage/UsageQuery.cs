using System.Globalization;
using PeppaApi.Components.Shared;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Usage;

/// <summary>What the address of a usage page asks for, as it stands there.</summary>
public sealed record UsageQuery(string? Model, string? RequestId, string? Status, string? Range, string? From, string? To, long? Token, long? User, long? Channel)
{
    public const string Custom = "days";

    /// <summary>The names of the times to choose from; the first is all.</summary>
    public static readonly string[] Ranges = [.. ReaderZone.Ranges, Custom];

    public DateOnly? FirstDay => Day(From);

    public DateOnly? LastDay => Day(To);

    /// <summary>Whether the time goes on to now.</summary>
    public bool IsOpen => Range != Custom || LastDay is null;

    public UsageFilter ToFilter(ReaderZone zone, DateTimeOffset now)
    {
        DateTimeOffset? from = Range == Custom ? (FirstDay is { } first ? LocalDays.Start(first, zone.Info) : null) : zone.Since(Range, now);
        DateTimeOffset? to = Range == Custom && LastDay is { } last ? LocalDays.Start(last.AddDays(1), zone.Info) : null;
        return new UsageFilter(User, Token, Model?.Trim(), Channel, RequestId?.Trim(), from, to, EnumWord.Find<UsageStatus>(Status));
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 9000 ? day : null;
}
