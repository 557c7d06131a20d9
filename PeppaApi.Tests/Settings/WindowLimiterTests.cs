using System.Net;
using Microsoft.Extensions.Time.Testing;
using PeppaApi.Settings;

namespace PeppaApi.Tests.Settings;

public sealed class WindowLimiterTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Count_ToTheLimit_ClosesUntilTheWindowIsOver()
    {
        var limiter = new WindowLimiter<string>(2, Window, _clock);
        Assert.True(limiter.MayTry("a"));
        Assert.True(limiter.TryCount("a"));
        _clock.Advance(Window / 2);
        Assert.True(limiter.MayTry("a"));
        Assert.True(limiter.TryCount("a"));
        Assert.False(limiter.MayTry("a"));
        Assert.False(limiter.TryCount("a"));
        Assert.True(limiter.MayTry("b"));
        // The window began with the first.
        _clock.Advance(Window / 2);
        Assert.True(limiter.MayTry("a"));
    }

    [Fact]
    public void Count_WhileGenerationsTurn_ForgetsNothingWithinTheWindow()
    {
        var limiter = new WindowLimiter<int>(1, Window, _clock);
        for (var i = 0; i < 300; i++)
        {
            limiter.Count(i);
            _clock.Advance(TimeSpan.FromSeconds(7));
            Assert.All(Enumerable.Range(0, i + 1), one => Assert.Equal((i + 1 - one) * 7 >= 600, limiter.MayTry(one)));
        }

        Assert.InRange(limiter.Size, 85, 180);
    }

    [Fact]
    public void Count_FromMorePlacesThanAnybodyHas_KeepsABoundedNumberOfThem()
    {
        var limiter = new WindowLimiter<IPAddress>(1, Window, _clock);
        var bytes = IPAddress.Parse("2001:db8::").GetAddressBytes();
        IPAddress last = IPAddress.None;
        for (var i = 0; i < 5 * WindowLimiter<IPAddress>.GenerationSize; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(4), i);
            last = new IPAddress(bytes);
            limiter.Count(last);
        }

        Assert.InRange(limiter.Size, WindowLimiter<IPAddress>.GenerationSize, 2 * WindowLimiter<IPAddress>.GenerationSize);
        Assert.False(limiter.MayTry(last));
    }
}
