using PeppaApi.Benchmarks.Load;

namespace PeppaApi.Benchmarks.Measuring;

/// <summary>
/// How much of one kind of request a peer gets before it is measured. .NET compiles anew what is called often, and goes on doing so
/// under load: what counts is how many requests there were, and that the rate has come to rest.
/// </summary>
/// <param name="Floor">Replies at least, whatever the rate does.</param>
/// <param name="Slices">Slices of a second at most.</param>
internal sealed record WarmUp(long Floor, int Slices)
{
    /// <summary>Two rates one after the other that differ by less than this share are the same.</summary>
    private const double Rest = 0.03;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    public static WarmUp Plain { get; } = new(40_000, 15);

    public static WarmUp Streams { get; } = new(8_000, 12);

    public static WarmUp Quick { get; } = new(0, 1);

    /// <summary>The compiler puts off its work while new code is called: a moment of rest lets it finish.</summary>
    public static TimeSpan Compilation { get; } = TimeSpan.FromMilliseconds(500);

    /// <param name="saturate">Closed loop for the time given.</param>
    public async Task RunAsync(Func<TimeSpan, Task<LoadResult>> saturate)
    {
        var (sum, last, steady) = (0L, 0L, false);
        for (var slice = 0; slice < Slices && !(steady && sum >= Floor); slice++)
        {
            var replies = (await saturate(Slice)).Timely;
            steady = Math.Abs(replies - last) < Rest * replies;
            (sum, last) = (sum + replies, replies);
        }
    }
}
