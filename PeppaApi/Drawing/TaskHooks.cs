using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Outbound;

namespace PeppaApi.Drawing;

/// <summary>Where clients want to hear of their tasks, encrypted.</summary>
internal sealed class TaskHooks(IDbContextFactory<PeppaDbContext> contexts, IDataProtectionProvider protection, IOptions<DrawingOptions> options, TimeProvider time)
{
    public const int MostAttempts = 5;
    private const int AtOnce = 50;
    private const int Longest = 500;
    private readonly IDataProtector _protector = protection.CreateProtector("PeppaApi.Drawing.Hooks.v1");

    /// <summary>Remembers an address, if it is one; the client hears at once of how its task is.</summary>
    /// <param name="root">Where links begin for that client: on a reseller's host the site must not be named.</param>
    public async Task AddAsync(long taskId, string url, Uri root)
    {
        if (url.Length > Longest || !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || !AddressGuard.HasHost(address))
        {
            return;
        }

        await contexts.ChangeAsync(
            async context =>
            {
                await context.TaskHooks.Where(hook => hook.TaskId == taskId).ExecuteDeleteAsync();
                context.TaskHooks.Add(new TaskHook { TaskId = taskId, ProtectedUrl = _protector.Protect($"{root} {url}"), NextAttemptAt = time.GetUtcNow() });
            },
            CancellationToken.None);
    }

    /// <summary>Who is to be told now, of what.</summary>
    public async Task<IReadOnlyList<(TaskHook Hook, LongTask Task)>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await context.TaskHooks.AsNoTracking().Where(hook => hook.NextAttemptAt <= now).OrderBy(hook => hook.NextAttemptAt).Take(AtOnce)
            .Join(context.LongTasks, hook => hook.TaskId, task => task.Id, (hook, task) => new { hook, task }).ToListAsync(cancellationToken);
        return [.. due.Select(pair => (pair.hook, pair.task))];
    }

    /// <summary>Notes whether somebody could be told of a task as it was; in the end there is nothing more to tell, or nobody.</summary>
    public async Task NoteAsync(TaskHook hook, LongTask task, bool told, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = context.TaskHooks.Where(row => row.TaskId == hook.TaskId);
        var attempts = told ? 0 : hook.Attempts + 1;
        if ((told && task.IsOver) || attempts >= MostAttempts)
        {
            await row.ExecuteDeleteAsync(cancellationToken);
            return;
        }

        DateTimeOffset? next = told ? null : time.GetUtcNow() + (TimeSpan.FromSeconds(options.Value.HookRetrySeconds) * (1 << (attempts - 1)));
        await row.ExecuteUpdateAsync(set => set.SetProperty(one => one.Attempts, attempts).SetProperty(one => one.NextAttemptAt, next), cancellationToken);
        // After the note, for until then whoever changes the task finds the hook due: what changed in the meantime is told with the next round.
        if (told && await HasMovedOnAsync(context, task, cancellationToken))
        {
            var now = time.GetUtcNow();
            await row.ExecuteUpdateAsync(set => set.SetProperty(one => one.NextAttemptAt, now), cancellationToken);
        }
    }

    /// <returns>Where to, and where links begin; none if it cannot be read any more.</returns>
    public (string Url, Uri Root)? Reveal(TaskHook hook)
    {
        try
        {
            return _protector.Unprotect(hook.ProtectedUrl).Split(' ', 2) is [var root, var url] ? (url, new Uri(root)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static Task<bool> HasMovedOnAsync(PeppaDbContext context, LongTask task, CancellationToken cancellationToken) =>
        context.LongTasks.AnyAsync(row => row.Id == task.Id && (row.State != task.State || row.Progress != task.Progress), cancellationToken);
}
