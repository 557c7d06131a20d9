namespace PeppaApi.Drawing;

/// <summary>
/// Ids of tasks as clients know them: the moment in milliseconds and three digits, as midjourney-proxy makes them, always
/// rising. Each is given once. Safe for any thread.
/// </summary>
internal sealed class TaskIds(TimeProvider time)
{
    private long _last;

    public long Next()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
