using System.Collections.Concurrent;
using PeppaApi.Data;

namespace PeppaApi.Operations.Work;

/// <summary>How far some long work is, or how it ended.</summary>
/// <param name="Name">What it is; of each name one runs at a time.</param>
/// <param name="Failed">How many of those that are done did not succeed.</param>
/// <param name="Broken">Whether it broke off before its end for a fault of ours.</param>
public sealed record WorkView(string Name, int Done, int Of, int Failed, bool Running, bool Cancelled, bool Broken, DateTimeOffset StartedAt);

/// <summary>
/// Work that takes longer than somebody looks at a page: it goes on when the page is left, can be watched from any page and
/// by scripts, and be cancelled. It ends with the process. Safe for any thread.
/// </summary>
public sealed partial class LongWork(TimeProvider time, IHostApplicationLifetime lifetime, ILogger<LongWork> logger)
{
    private readonly ConcurrentDictionary<string, WorkRun> _runs = new(StringComparer.Ordinal);

    public IReadOnlyList<WorkView> List() => [.. _runs.Values.Select(run => run.View).OrderBy(run => run.Name, StringComparer.Ordinal)];

    /// <summary>The one that runs, or the latest that ended.</summary>
    public WorkView? Find(string name) => _runs.GetValueOrDefault(name)?.View;

    /// <summary>Starts it unless it runs already; says how far it is.</summary>
    public WorkView Start(string name, int of, Func<WorkRun, Task> work)
    {
        WriteGuard.Check();
        var fresh = new WorkRun(name, of, time.GetUtcNow(), lifetime.ApplicationStopping);
        var run = _runs.AddOrUpdate(name, fresh, (_, before) => before.View.Running ? before : fresh);
        if (run == fresh)
        {
            _ = Task.Run(() => RunAsync(fresh, work));
        }

        return run.View;
    }

    /// <summary>Asks it to end; what is under way may still finish.</summary>
    /// <returns>Whether there was something to end.</returns>
    public bool Cancel(string name) => _runs.TryGetValue(name, out var run) && run.Cancel();

    private async Task RunAsync(WorkRun run, Func<WorkRun, Task> work)
    {
        try
        {
            await work(run);
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            // As was asked.
        }
        catch (Exception exception)
        {
            run.Break();
            Log.BrokeOff(logger, exception, run.View.Name);
        }
        finally
        {
            run.End();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6010, Level = LogLevel.Error, Message = "The work {Name} broke off")]
        public static partial void BrokeOff(ILogger logger, Exception exception, string name);
    }
}
