using PeppaApi.Channels;

namespace PeppaApi.Tests.Channels;

public sealed class BreakerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Failures_FewerThanTheStrikes_ChangeNothing()
    {
        var breaker = new Breaker(3);
        Assert.Null(breaker.Fail(Start, "down", 0.5));
        Assert.Null(breaker.Fail(Start, "down", 0.5));
        Assert.Equal(BreakerEntry.Ready, breaker.Enter(Start));
        breaker.Succeed(Start);
        Assert.Null(breaker.Fail(Start, "down", 0.5));
        Assert.Null(breaker.Fail(Start, "down", 0.5));
        Assert.True(breaker.IsReady);
    }

    [Fact]
    public void Strikes_InARow_PauseItWithReasonAndEnd()
    {
        var breaker = Struck(3);
        Assert.Equal((Start.AddSeconds(5), "down"), (breaker.Until, breaker.Reason));
        Assert.Equal(BreakerEntry.Refused, breaker.Enter(Start.AddSeconds(4.9)));
        Assert.False(breaker.IsPaused(Start));
    }

    [Fact]
    public void Trial_OneRequestOnly_UntilItsVerdict()
    {
        var breaker = Struck(1);
        var later = Start.AddSeconds(6);
        Assert.True(breaker.IsOpenTo(later));
        Assert.Equal(BreakerEntry.Trial, breaker.Enter(later));
        Assert.Equal(BreakerEntry.Refused, breaker.Enter(later));
        Assert.False(breaker.IsOpenTo(later));
        breaker.EndTrial();
        Assert.Equal(BreakerEntry.Trial, breaker.Enter(later));
        Assert.True(breaker.Succeed(later));
        Assert.Equal(BreakerEntry.Ready, breaker.Enter(later));
        Assert.False(breaker.Succeed(later));
    }

    [Fact]
    public void Trial_Fails_PauseIsTwiceAsLong_UpToTenMinutes()
    {
        var breaker = Struck(1);
        var pauses = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            var now = breaker.Until!.Value;
            Assert.Equal(BreakerEntry.Trial, breaker.Enter(now));
            pauses.Add((breaker.Fail(now, "down", 0.5)!.Value - now).TotalSeconds);
        }

        Assert.Equal([10, 20, 40, 80, 160, 320, 600, 600, 600], pauses);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 6)]
    public void Pause_OfOurOwnAccord_VariesByAFifth(double chance, double seconds)
    {
        var breaker = new Breaker(1);
        Assert.Equal(seconds, (breaker.Fail(Start, "down", chance)!.Value - Start).TotalSeconds, 3);
    }

    [Fact]
    public void Failures_WhileCooling_DoNotLengthenThePause()
    {
        var breaker = Struck(1);
        var until = breaker.Until;
        for (var i = 0; i < 50; i++)
        {
            Assert.Null(breaker.Fail(Start.AddSeconds(1), "down", 0.5));
        }

        Assert.Equal(until, breaker.Until);
    }

    [Fact]
    public void RetryAfter_IsObeyed_LongerOnesWin()
    {
        var breaker = new Breaker(1);
        Assert.Equal(Start.AddSeconds(30), breaker.Pause(Start, TimeSpan.FromSeconds(30), "429"));
        Assert.Null(breaker.Pause(Start, TimeSpan.FromSeconds(10), "429"));
        Assert.Null(breaker.Pause(Start, TimeSpan.FromSeconds(60), "429"));
        Assert.Equal(Start.AddSeconds(60), breaker.Until);
        Assert.True(breaker.IsPaused(Start.AddSeconds(59)));
        // A request that was under way is answered: no reason to disobey.
        Assert.False(breaker.Succeed(Start.AddSeconds(1)));
        Assert.True(breaker.IsPaused(Start.AddSeconds(59)));
        Assert.False(breaker.IsPaused(Start.AddSeconds(61)));
    }

    [Fact]
    public void Trial_ManyThreadsAtOnce_GetsInOnce()
    {
        var breaker = Struck(1);
        var entered = 0;
        Parallel.For(0, 1_000, _ => entered += breaker.Enter(Start.AddSeconds(6)) == BreakerEntry.Trial ? 1 : 0);
        Assert.Equal(1, entered);
    }

    private static Breaker Struck(int strikes)
    {
        var breaker = new Breaker(strikes);
        for (var i = 1; i < strikes; i++)
        {
            Assert.Null(breaker.Fail(Start, "down", 0.5));
        }

        Assert.NotNull(breaker.Fail(Start, "down", 0.5));
        return breaker;
    }
}
