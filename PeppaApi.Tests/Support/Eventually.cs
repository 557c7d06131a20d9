namespace PeppaApi.Tests.Support;

/// <summary>Waits for what something else brings about in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static Task UntilAsync(Func<bool> holds, int seconds = 10) => UntilAsync(() => Task.FromResult(holds()), seconds);

    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static async Task UntilAsync(Func<Task<bool>> holds, int seconds = 10)
    {
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero; left -= Step)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(Step);
        }

        throw new TimeoutException($"It did not come about within {seconds} seconds.");
    }
}
