using PeppaApi.Settings;

namespace PeppaApi.Usage;

/// <summary>The bars of a chart over time: where each begins, in hours, and where the time before this one began.</summary>
internal sealed record TimeSteps(DateTimeOffset Before, DateTimeOffset From, IReadOnlyList<DateTimeOffset> Starts, bool AreHours, TimeZoneInfo Zone)
{
    public static TimeSteps Of(OverviewRange range, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (range == OverviewRange.Day)
        {
            var first = UsageHours.HourOf(now).AddHours(-23);
            return new TimeSteps(first.AddHours(-24), first, [.. Enumerable.Range(0, 24).Select(hour => first.AddHours(hour))], true, zone);
        }

        var days = range switch { OverviewRange.Week => 7, OverviewRange.Month => 30, _ => 90 };
        var start = LocalDays.DayOf(now, zone).AddDays(1 - days);
        return new TimeSteps(
            LocalDays.StartInHours(start.AddDays(-days), zone),
            LocalDays.StartInHours(start, zone),
            [.. Enumerable.Range(0, days).Select(day => LocalDays.StartInHours(start.AddDays(day), zone))],
            false,
            zone);
    }

    /// <summary>Where each bar begins; the last one has no end.</summary>
    public IReadOnlyList<DateTimeOffset> Bounds => [.. Starts, DateTimeOffset.MaxValue];

    /// <summary>Where a bar begins, as the clock of the zone shows it.</summary>
    public DateTime Shown(int index) => AreHours
        ? TimeZoneInfo.ConvertTime(Starts[index], Zone).DateTime
        : LocalDays.DayOf(Starts[index], Zone).ToDateTime(default);
}
