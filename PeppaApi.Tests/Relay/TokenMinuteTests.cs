using Microsoft.Extensions.Time.Testing;
using PeppaApi.Relay;

namespace PeppaApi.Tests.Relay;

public sealed class TokenMinuteTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Book_BeyondTheLimit_WaitsUntilEnoughIsAMinuteOld()
    {
        var minute = new TokenMinute(_clock);
        Assert.NotNull(minute.TryBook(60, 100, out _));
        _clock.Advance(TimeSpan.FromSeconds(25));
        Assert.NotNull(minute.TryBook(40, 100, out _));
        Assert.Null(minute.TryBook(1, 100, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(35), wait);
        Assert.Null(minute.TryBook(61, 100, out wait));
        Assert.Equal(TimeSpan.FromSeconds(55), wait);
        _clock.Advance(TimeSpan.FromSeconds(35));
        Assert.NotNull(minute.TryBook(60, 100, out _));
        Assert.Null(minute.TryBook(1, 100, out _));
    }

    [Fact]
    public void Book_CorrectedAfterwards_GivesBackOrCountsTheRest()
    {
        var minute = new TokenMinute(_clock);
        var first = minute.TryBook(90, 100, out _)!.Value;
        _clock.Advance(TimeSpan.FromSeconds(15));
        first.Correct(used: 10);
        var second = minute.TryBook(80, 100, out _)!.Value;
        second.Correct(used: 120);
        Assert.Null(minute.TryBook(1, 100, out _));
        // What is a minute old is not given back twice.
        _clock.Advance(TimeSpan.FromSeconds(61));
        second.Correct(used: 0);
        Assert.NotNull(minute.TryBook(100, 100, out _));
        Assert.Null(minute.TryBook(1, 100, out _));
    }

    [Fact]
    public void Book_MoreThanTheWholeLimit_GoesWhenNothingElseDoes()
    {
        var minute = new TokenMinute(_clock);
        Assert.NotNull(minute.TryBook(500, 100, out _));
        Assert.Null(minute.TryBook(500, 100, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(60), wait);
    }

    [Fact]
    public void Retire_OnlyWhatHoldsNothing_AndTakesNoBookingsThen()
    {
        var minute = new TokenMinute(_clock);
        var booking = minute.TryBook(10, 100, out _)!.Value;
        _clock.Advance(TimeSpan.FromMinutes(2));
        // Its request is still under way, and may come to more than was booked.
        Assert.False(minute.TryRetire());
        booking.Correct(used: 30);
        Assert.False(minute.TryRetire());
        Assert.NotNull(minute.TryBook(70, 100, out _));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(minute.IsRetired);
        var idle = new TokenMinute(_clock);
        idle.TryBook(10, 100, out _)!.Value.Correct(used: 10);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(idle.TryRetire());
        Assert.True(idle.IsRetired);
        Assert.Null(idle.TryBook(1, 100, out _));
    }
}
