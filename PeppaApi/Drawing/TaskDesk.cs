using System.Security.Claims;
using PeppaApi.Accounts.Operators;
using PeppaApi.Auditing;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Drawing;

/// <summary>What operators do with tasks: have the upstream asked now, and give back by hand what would wait for the end.</summary>
internal sealed class TaskDesk(TaskBook book, TaskFollower follower, TaskMemory memory, OperatorDesk people, CurrentActor actor)
{
    public const int LongestReason = 300;

    /// <summary>Asks the upstream after a task, even one that does not answer for now and would be left in peace for a while.</summary>
    /// <returns>None if there is no such task.</returns>
    public async Task<TaskAnswer?> AskAsync(string publicId, CancellationToken cancellationToken = default)
    {
        if (await book.FindAsync(publicId, cancellationToken) is not { } task)
        {
            return null;
        }

        var answered = await follower.AskNowAsync([task], cancellationToken, evenIfPaused: true);
        return new TaskAnswer(answered, memory.Find(task.Id)?.FailReason);
    }

    /// <summary>Gives up a task that is under way: its hold goes back whole, and whatever its upstream makes of it is neither charged nor handed on.</summary>
    /// <returns>Whether it was given up now; false if it had ended before. None if there is no such task.</returns>
    /// <exception cref="DeniedException">They may not move this user's money.</exception>
    /// <exception cref="InputException">The reason is missing, or the task is still on its way to an upstream.</exception>
    public async Task<bool?> ReleaseAsync(ClaimsPrincipal who, string publicId, string? reason, CancellationToken cancellationToken = default)
    {
        InputException.Require(reason?.Trim() is { Length: > 0 and <= LongestReason }, "reason", DrawingsText.ReasonNeeded);
        if (await book.FindAsync(publicId, cancellationToken) is not { } task || !await people.MayPayAsync(who, task.UserId, cancellationToken))
        {
            return null;
        }

        // Its submission is going on this moment, and ends it by itself.
        InputException.Require(task.State != LongTaskState.Submitting, "state", DrawingsText.JustSubmitting);
        return task.HoldId is { } hold
            && await book.ReleaseAsync(task, new TaskEnd(hold, LongTaskState.Failed, UsageStatus.GivenBack, "released", TaskBook.OperationOf(task), 1), reason!.Trim(), actor.Value);
    }
}

/// <param name="Answered">Whether the upstream could be asked.</param>
/// <param name="FailReason">Why it failed, in the upstream's own words; told, not stored.</param>
internal sealed record TaskAnswer(bool Answered, string? FailReason);
