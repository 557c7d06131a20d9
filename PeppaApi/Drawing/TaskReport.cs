using PeppaApi.Channels;
using PeppaApi.Data.Entities;

namespace PeppaApi.Drawing;

/// <summary>How far an upstream says that a task is.</summary>
/// <param name="State">None where nothing follows from what it says.</param>
/// <param name="FailCode">In the relay's own words.</param>
/// <param name="FailReason">Why it failed, in the upstream's own words.</param>
/// <param name="Content">All that it says: kept in memory for a while, never stored, as little as <paramref name="FailReason"/>.</param>
internal sealed record TaskReport(
    string UpstreamId, LongTaskState? State, int Progress, DateTimeOffset? StartedAt, string? FailCode, string? FailReason, object Content)
{
    public bool IsEnd => State is LongTaskState.Succeeded or LongTaskState.Failed;

    /// <summary>Whether there was no answer about this one: neither news of it, nor a word that it is not there.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>No answer about one task, where others of the same upstream were answered.</summary>
    public static TaskReport Silent(string upstreamId) => new(upstreamId, null, 0, null, null, null, "") { IsSilent = true };
}

/// <summary>A protocol in which upstreams tell how far tasks are.</summary>
internal interface ITaskUpstream
{
    LongTaskKind Kind { get; }

    /// <summary>How many rounds of the follower an answer about a task is good for: more than one where tasks are asked after one by one.</summary>
    int Rounds => 1;

    /// <summary>Asks after tasks that were begun with one key; those that the upstream does not know are left out.</summary>
    /// <exception cref="TaskUpstreamException">It says nothing of any of them.</exception>
    Task<IReadOnlyList<TaskReport>> AskAsync(ChannelAccess access, IReadOnlyList<string> upstreamIds, CancellationToken cancellationToken);
}

/// <summary>An upstream could not be asked; the message is the relay's own.</summary>
/// <param name="answered">Whether it answered at all, though nothing that says how tasks are.</param>
internal sealed class TaskUpstreamException(string message, bool answered = false) : Exception(message)
{
    public bool Answered { get; } = answered;
}
