using Microsoft.Extensions.Time.Testing;
using PeppaApi.Data.Entities;
using PeppaApi.Drawing;

namespace PeppaApi.Tests.Drawing;

/// <summary>What is remembered of upstreams' answers, for as long as it spares a question.</summary>
public sealed class TaskMemoryTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);
    private readonly FakeTimeProvider _time = new();
    private readonly TaskMemory _memory;

    public TaskMemoryTests() => _memory = new TaskMemory(_time);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Silence_AfterAnAnswer_LeavesTheAnswer()
    {
        _memory.Keep(1, Report(LongTaskState.Running));
        _time.Advance(2 * Moment);
        Assert.False(_memory.WasAsked(1, Moment));
        _memory.Keep(1, TaskReport.Silent("u1"));
        Assert.Equal(LongTaskState.Running, _memory.Find(1)!.State);
        Assert.Equal((true, false), (_memory.WasAsked(1, Moment), _memory.WasAnswered(1, Moment)));
    }

    [Fact]
    public void Silence_OfATaskThatIsOver_IsNoLastWord()
    {
        _memory.Keep(1, TaskReport.Silent("u1"));
        Assert.Equal((false, null), (_memory.IsSettled(1), _memory.Find(1)));
    }

    [Fact]
    public void Gone_AtItsUpstream_NeedsNoFurtherQuestion()
    {
        _memory.KeepGone(1);
        _time.Advance(2 * Moment);
        Assert.Equal((true, false), (_memory.IsSettled(1), _memory.WasAsked(1, Moment)));
    }

    [Fact]
    public void End_ThenAnAnswerFromBeforeIt_Stays()
    {
        // As often as threads may meet: of two reports the end is what stays.
        Parallel.For(0, 2_000, number =>
        {
            Parallel.Invoke(() => _memory.Keep(number, Report(LongTaskState.Succeeded)), () => _memory.Keep(number, Report(LongTaskState.Running)));
            Assert.True(_memory.Find(number)!.IsEnd);
        });
    }

    private static TaskReport Report(LongTaskState state) => new("u1", state, 50, null, null, null, "said");
}
