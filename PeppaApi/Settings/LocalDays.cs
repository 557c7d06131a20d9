using PeppaApi.Data.Entities;

namespace PeppaApi.Settings;

/// <summary>Days, weeks and months as a time zone has them, with clocks that are put forward and back.</summary>
public static class LocalDays
{
    // No zone moves its clock by parts of this.
    private const int Step = 15;

    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    public static DateOnly MonthOf(DateTimeOffset at, TimeZoneInfo zone) => DayOf(at, zone) is var day ? new DateOnly(day.Year, day.Month, 1) : default;

    /// <summary>The first moment of a day: midnight, or where the clock skips midnight the moment after the skip; the first of two midnights.</summary>
    public static DateTimeOffset Start(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(Step);
        }

        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>
    /// Where a day begins in sums by hour: its first moment, or in zones that are not whole hours from UTC the next full hour.
    /// </summary>
    public static DateTimeOffset StartInHours(DateOnly day, TimeZoneInfo zone)
    {
        var start = Start(day, zone).ToUnixTimeSeconds();
        return DateTimeOffset.FromUnixTimeSeconds((start + 3599) / 3600 * 3600);
    }

    /// <summary>The day, week or month that a moment lies in: its first moment, and the first that no longer belongs to it.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End) Around(DateTimeOffset at, SpendingPeriod period, TimeZoneInfo zone)
    {
        var day = DayOf(at, zone);
        var (first, next) = period switch
        {
            SpendingPeriod.Week when day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) is var monday => (monday, monday.AddDays(7)),
            SpendingPeriod.Month when new DateOnly(day.Year, day.Month, 1) is var month => (month, month.AddMonths(1)),
            _ => (day, day.AddDays(1)),
        };
        return (Start(first, zone), Start(next, zone));
    }
}
