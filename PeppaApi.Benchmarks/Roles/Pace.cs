namespace PeppaApi.Benchmarks.Roles;

/// <summary>
/// Wakes each of many streams again and again after the same time, a part of them every millisecond, and runs them on its own thread: a
/// timer and a thread of the pool for each event would take a good part of the cores that the relay is measured on.
/// </summary>
internal sealed class Pace
{
    private readonly List<TaskCompletionSource>[] _slots = [.. Enumerable.Range(0, PacedReplies.Milliseconds).Select(_ => new List<TaskCompletionSource>())];
    private readonly Lock _adding = new();
    private int _current;

    private Pace()
    {
    }

    public static Pace Shared { get; } = Start();

    /// <summary>Completes at the next turn of the caller's slot.</summary>
    public Task NextAsync()
    {
        var turn = new TaskCompletionSource();
        lock (_adding)
        {
            _slots[_current].Add(turn);
        }

        return turn.Task;
    }

    private static Pace Start()
    {
        var pace = new Pace();
        new Thread(pace.Run) { IsBackground = true, Name = "pace" }.Start();
        return pace;
    }

    private void Run()
    {
        var start = Environment.TickCount64;
        for (long tick = 1; ; tick++)
        {
            var early = (int)(start + tick - Environment.TickCount64);
            if (early > 0)
            {
                Thread.Sleep(early);
            }

            // Whoever is woken goes into the same slot again, for its next turn.
            foreach (var turn in Take((int)(tick % _slots.Length)))
            {
                turn.SetResult();
            }
        }
    }

    private List<TaskCompletionSource> Take(int slot)
    {
        lock (_adding)
        {
            _current = slot;
            var due = _slots[slot];
            _slots[slot] = new List<TaskCompletionSource>(due.Count);
            return due;
        }
    }
}
