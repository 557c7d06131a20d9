namespace PeppaApi.Operations.Work;

/// <summary>One run of some long work, as the work itself sees it. Safe for any thread.</summary>
public sealed class WorkRun
{
    private readonly CancellationTokenSource _cancel;
    private readonly string _name;
    private readonly int _of;
    private readonly DateTimeOffset _startedAt;
    private int _done;
    private int _failed;
    private volatile bool _ended;
    private volatile bool _broken;

    internal WorkRun(string name, int of, DateTimeOffset startedAt, CancellationToken stopping)
    {
        (_name, _of, _startedAt) = (name, of, startedAt);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    public CancellationToken Cancellation => _cancel.Token;

    internal WorkView View => new(_name, Volatile.Read(ref _done), _of, Volatile.Read(ref _failed), !_ended, _cancel.IsCancellationRequested, _broken, _startedAt);

    /// <summary>One more is done.</summary>
    public void Step(bool ok)
    {
        if (!ok)
        {
            Interlocked.Increment(ref _failed);
        }

        Interlocked.Increment(ref _done);
    }

    /// <summary>So many more are done, and well.</summary>
    public void Advance(int by) => Interlocked.Add(ref _done, by);

    internal bool Cancel()
    {
        if (_ended)
        {
            return false;
        }

        _cancel.Cancel();
        return true;
    }

    internal void Break() => _broken = true;

    internal void End() => _ended = true;
}
