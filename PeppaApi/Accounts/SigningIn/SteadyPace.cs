namespace PeppaApi.Accounts.SigningIn;

/// <summary>Gives answers that take the same time whatever they found, so that the time tells nothing.</summary>
internal sealed class SteadyPace(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(300);

    /// <param name="level">Which answers are held back; the others give themselves away anyway.</param>
    public async Task<T> AnswerAsync<T>(Func<Task<T>> work, Func<T, bool> level)
    {
        var start = time.GetTimestamp();
        var answer = await work();
        var left = Shortest - time.GetElapsedTime(start);
        if (level(answer) && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time);
        }

        return answer;
    }
}
