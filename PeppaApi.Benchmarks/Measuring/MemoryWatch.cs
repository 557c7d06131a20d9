using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>How much memory a process had while something ran: looked at several times a second.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _end = new();
    private readonly List<double> _samples = [];
    private readonly Task _looking;

    /// <param name="child">None gives no samples.</param>
    public MemoryWatch(ChildProcess? child) => _looking = child is null ? Task.CompletedTask : LookAsync(child);

    /// <summary>Megabytes: the median and the most. Only after disposal.</summary>
    public Spread Megabytes => _samples.Count == 0 ? default : Spread.Of(_samples);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking;
        _end.Dispose();
    }

    private async Task LookAsync(ChildProcess child)
    {
        while (!_end.IsCancellationRequested)
        {
            _samples.Add(child.ResidentBytes / 1e6);
            await Task.Delay(Step, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
