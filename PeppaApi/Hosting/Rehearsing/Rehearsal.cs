namespace PeppaApi.Hosting.Rehearsing;

/// <summary>
/// Carries some requests through a relay of its own while the process starts, so that the code which the first real ones need is loaded and
/// compiled by then (decision 19). Nothing of it is real: see <see cref="RehearsalStage"/>.
/// </summary>
internal sealed partial class Rehearsal(IServiceProvider services, ILogger<Rehearsal> logger)
{
    // The first compiles and loads; what is called some dozen times is compiled better, beside what follows.
    private const int Rounds = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Never fails: without it the first requests only take longer.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            end.CancelAfter(Patience);
            await using var stage = await RehearsalStage.SetAsync(services, end.Token);
            for (var i = 0; i < Rounds; i++)
            {
                await PlayAsync(stage, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.TooSlow(logger, Patience.TotalSeconds);
            }
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception);
        }
    }

    /// <summary>All of the script at once, as clients come.</summary>
    /// <exception cref="HttpRequestException">A request was refused or failed.</exception>
    internal static Task PlayAsync(RehearsalStage stage, CancellationToken cancellationToken) =>
        Task.WhenAll(RehearsalScript.Requests.Select(request => AskAsync(stage.Client, request.Path, request.Body, cancellationToken)));

    private static async Task AskAsync(HttpClient client, string path, string body, CancellationToken cancellationToken)
    {
        using var content = new LateContent(body);
        using var reply = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        reply.EnsureSuccessStatusCode();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "The rehearsal of the first requests failed: they will take longer")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 1103, Level = LogLevel.Information, Message = "The rehearsal of the first requests was given up after {Seconds} s: they will take longer")]
        public static partial void TooSlow(ILogger logger, double seconds);
    }
}
