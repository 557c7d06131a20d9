using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Tells clients' own programs how their tasks are, as the protocol does: the whole task, at every change; with growing pauses where one does not answer.</summary>
internal sealed partial class MjHookSender(
    TaskHooks hooks, MjTasks tasks, HookClient client, IOptions<DrawingOptions> options, TimeProvider time, ILogger<MjHookSender> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var due = await hooks.DueAsync(stoppingToken);
                await Task.WhenAll(due.Select(pair => TellAsync(pair.Hook, pair.Task, stoppingToken)));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.Failed(logger, exception.GetType().Name, exception.StackTrace);
            }
        }
    }

    private async Task TellAsync(TaskHook hook, LongTask task, CancellationToken cancellationToken)
    {
        var told = hooks.Reveal(hook) is var (url, root) && await client.PostAsync(url, MjJson.Write(await tasks.TellAsync(task, root, cancellationToken)), cancellationToken);
        await hooks.NoteAsync(hook, task, told, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "Clients cannot be told of their tasks for now: {Kind}\n{Place}")]
        public static partial void Failed(ILogger logger, string kind, string? place);
    }
}
