using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tests.Settings;

/// <summary>When a day begins, also where clocks are put forward and back.</summary>
public sealed class LocalDaysTests
{
    [Theory]
    [InlineData("UTC", "2026-03-29", "2026-03-29T00:00:00Z")]
    [InlineData("Asia/Shanghai", "2026-01-01", "2025-12-31T16:00:00Z")]
    [InlineData("Asia/Kolkata", "2026-01-01", "2025-12-31T18:30:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z")]
    // Midnight is skipped: the day begins at one.
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z")]
    // Midnight comes twice: the day begins with the first.
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")]
    public void Day_InAnyZone_BeginsAtItsFirstMoment(string zone, string day, string start) =>
        Assert.Equal(Moment(start), LocalDays.Start(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData(SpendingPeriod.Day, "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData(SpendingPeriod.Week, "2026-03-29T10:00:00Z", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData(SpendingPeriod.Week, "2026-03-29T22:00:00Z", "2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z")]
    [InlineData(SpendingPeriod.Month, "2026-10-31T22:59:59Z", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z")]
    public void Window_InBerlin_IsAsLongAsTheClockMakesIt(SpendingPeriod period, string at, string start, string end) =>
        Assert.Equal((Moment(start), Moment(end)), LocalDays.Around(Moment(at), period, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

    [Fact]
    public void Windows_OfEveryZone_FollowEachOtherWithoutAGap()
    {
        foreach (var name in TimeZones.Names)
        {
            var zone = TimeZones.Find(name);
            for (var at = Moment("2026-01-01T00:00:00Z"); at < Moment("2027-01-01T00:00:00Z"); at = at.AddHours(61))
            {
                var (start, end) = LocalDays.Around(at, SpendingPeriod.Day, zone);
                Assert.True(start <= at && at < end, $"{name} {at}");
                Assert.Equal(end, LocalDays.Around(end, SpendingPeriod.Day, zone).Start);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    [InlineData("China Standard Time")]
    public void Zone_ThatIsNone_IsRefused(string name) => Assert.Equal("timeZone", Assert.Throws<InputException>(() => TimeZones.Find(name)).Field);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
