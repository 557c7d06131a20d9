using CsCheck;
using PeppaApi.Relay;

namespace PeppaApi.Tests.Relay;

/// <summary>The limit on a clock of its own, before a relay that gets a request done every half a millisecond, one after another.</summary>
public sealed class CrowdLimitTests
{
    private const int Capacity = 2000;
    private static readonly TimeSpan Bearable = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Target = Bearable / CrowdLimit.Shorter;

    [Fact]
    public void Requests_AtAnyRateBelowTheCapacity_AreAllAdmitted() =>
        Gen.Int[1, Capacity * 9 / 10].Sample(
            rate =>
            {
                var relay = new Relayed();
                relay.Ask(rate, TimeSpan.FromSeconds(3));
                return relay.Refused == 0;
            },
            iter: 50);

    [Fact]
    public void Requests_BelowTheLeast_AreAdmittedHoweverLateItIs() =>
        Gen.Select(Gen.Int[1, CrowdLimit.Least], Gen.Int[1, 2000]).Sample(
            (clients, wait) =>
            {
                var clock = new Clock();
                var limit = new CrowdLimit(Bearable, clock);
                for (var round = 0; round < 100; round++)
                {
                    var begun = new List<long>();
                    for (var client = 0; client < clients; client++)
                    {
                        if (!limit.Admits())
                        {
                            return false;
                        }

                        begun.Add(limit.Begin());
                    }

                    clock.Now += TimeSpan.FromMilliseconds(wait);
                    begun.ForEach(since => limit.End(since, TimeSpan.Zero));
                }

                return true;
            },
            iter: 50);

    [Fact]
    public void Requests_ThreeTimesTheCapacity_AreRefusedInPartAndTheOthersWaitNoLongerThanTheyShould()
    {
        var relay = new Relayed();
        // What came before it was a crowd is still to be done.
        relay.Ask(3 * Capacity, TimeSpan.FromSeconds(5));
        var (done, refused) = (relay.Waits.Count, relay.Refused);
        relay.Ask(3 * Capacity, TimeSpan.FromSeconds(10));
        var waits = relay.Waits.Skip(done).Order().ToList();
        Assert.InRange(waits.Count, 10 * Capacity * 0.95, 10 * Capacity * 1.05);
        Assert.InRange(relay.Refused - refused, 10 * 2 * Capacity * 0.9, 10 * 2 * Capacity * 1.1);
        Assert.InRange(waits[waits.Count / 2], Target / 2, Target * 1.5);
        Assert.InRange(waits[^1], Target, Target * 3);
    }

    [Fact]
    public void Requests_AfterACrowd_AreAdmittedAtOnceAndASecondLaterInAnyNumber()
    {
        var relay = new Relayed();
        relay.Ask(3 * Capacity, TimeSpan.FromSeconds(5));
        relay.Ask(0, Target);
        var refused = relay.Refused;
        Assert.True(refused > 0);
        relay.Ask(Capacity / 2, TimeSpan.FromSeconds(1.2));
        relay.AskAtOnce(400);
        relay.Ask(Capacity / 2, TimeSpan.FromSeconds(1));
        Assert.Equal(refused, relay.Refused);
    }

    [Theory]
    [InlineData(100, 0.75)]
    [InlineData(250, 0.4)]
    public void Requests_AroundOnePauseOfTheMachine_AreAllAdmitted(int milliseconds, double load)
    {
        var relay = new Relayed();
        relay.Ask((int)(Capacity * load), TimeSpan.FromSeconds(1));
        relay.Pause(TimeSpan.FromMilliseconds(milliseconds));
        relay.Ask((int)(Capacity * load), TimeSpan.FromSeconds(2));
        Assert.True(relay.Waits.Max() > Target);
        Assert.Equal(0, relay.Refused);
    }

    [Fact]
    public void Requests_InBurstsNowAndThen_AreAllAdmitted()
    {
        var relay = new Relayed();
        for (var i = 0; i < 10; i++)
        {
            relay.AskAtOnce(500);
            relay.Ask(100, TimeSpan.FromSeconds(1));
        }

        Assert.True(relay.Waits.Max() > Target);
        Assert.Equal(0, relay.Refused);
    }

    [Fact]
    public void Requests_ThatWaitForTheDisk_AreAllAdmitted()
    {
        var relay = new Relayed { Disk = Target * 2 };
        relay.Ask(Capacity * 9 / 10, TimeSpan.FromSeconds(3));
        Assert.True(relay.Waits.Min() > Target);
        Assert.Equal(0, relay.Refused);
    }

    [Fact]
    public void Requests_WithoutALimit_AreAllAdmitted()
    {
        var relay = new Relayed(TimeSpan.Zero);
        relay.Ask(3 * Capacity, TimeSpan.FromSeconds(3));
        Assert.Equal(0, relay.Refused);
    }

    /// <summary>Takes requests that are admitted in turn, and refuses the others for nothing.</summary>
    private sealed class Relayed(TimeSpan? bearable = null)
    {
        private static readonly TimeSpan Work = TimeSpan.FromSeconds(1) / Capacity;
        private readonly Queue<(long Since, TimeSpan Ends)> _waiting = new();
        private readonly Clock _clock = new();
        private CrowdLimit? _limit;
        private TimeSpan _freeAt;

        public TimeSpan Disk { get; init; }

        public List<TimeSpan> Waits { get; } = [];

        public int Refused { get; private set; }

        /// <summary>So many a second, evenly.</summary>
        public void Ask(int perSecond, TimeSpan time)
        {
            var (from, end) = (_clock.Now, _clock.Now + time);
            for (var i = 0; i < perSecond * time.TotalSeconds; i++)
            {
                PassTo(from + (TimeSpan.FromSeconds(1) / perSecond * i));
                AskAtOnce(1);
            }

            PassTo(end);
        }

        public void AskAtOnce(int requests)
        {
            _limit ??= new CrowdLimit(bearable ?? Bearable, _clock);
            for (var i = 0; i < requests; i++)
            {
                if (_limit.Admits())
                {
                    _freeAt = (_freeAt > _clock.Now ? _freeAt : _clock.Now) + Work;
                    _waiting.Enqueue((_limit.Begin(), _freeAt + Disk));
                }
                else
                {
                    Refused++;
                }
            }
        }

        /// <summary>Nothing gets done meanwhile.</summary>
        public void Pause(TimeSpan time) => _freeAt = _clock.Now + time;

        private void PassTo(TimeSpan moment)
        {
            while (_waiting.TryPeek(out var next) && next.Ends <= moment)
            {
                _waiting.Dequeue();
                _clock.Now = next.Ends;
                Waits.Add(_clock.GetElapsedTime(next.Since));
                _limit!.End(next.Since, Disk);
            }

            _clock.Now = moment;
        }
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
