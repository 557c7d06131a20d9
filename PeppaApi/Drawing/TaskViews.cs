using PeppaApi.Data.Entities;

namespace PeppaApi.Drawing;

/// <summary>A task as people see it; what it was asked for and what came of it only its upstream knows.</summary>
/// <param name="RequestId">Finds the usage record.</param>
/// <param name="Milliseconds">How long what is made is to be, where it is paid by the second.</param>
/// <param name="Variant">How large it is to be, where that matters.</param>
/// <param name="DeletedAt">When its owner deleted it; to them it is no longer there.</param>
/// <param name="IsHeld">Whether its hold still stands.</param>
/// <param name="Refunded">What an operator gave back of the charge later.</param>
public sealed record TaskView(
    long Id, LongTaskKind Kind, string PublicId, string RequestId, long UserId, string UserName, string TokenName, long? ChannelId, string? ChannelName, string? UpstreamId,
    string Action, string Mode, string Model, long Milliseconds, string? Variant, LongTaskState State, int Progress, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    DateTimeOffset? DeletedAt, DateTimeOffset? MissingSince, bool IsHeld, long Held, long Charged, long Refunded, string? FailCode)
{
    public TaskPhase Phase => State switch
    {
        LongTaskState.AwaitingInput => TaskPhase.AwaitingInput,
        LongTaskState.Succeeded => TaskPhase.Succeeded,
        LongTaskState.Failed => TaskPhase.GivenBack,
        _ => TaskPhase.UnderWay,
    };
}

/// <summary>How a task is, in the words that people filter by.</summary>
public enum TaskPhase
{
    UnderWay,
    AwaitingInput,
    Succeeded,

    /// <summary>It came to nothing, and its hold was given back whole.</summary>
    GivenBack,
}

/// <summary>Which tasks are wanted; what is left out does not restrict.</summary>
/// <param name="Search">A task's or request's id, or a part of the user's name.</param>
/// <param name="From">The first moment wanted.</param>
/// <param name="To">The first moment no longer wanted.</param>
/// <param name="WithDeleted">Whether also those that their owners deleted, for who keeps the books.</param>
public sealed record TaskFilter(
    long? UserId = null,
    LongTaskKind? Kind = null,
    TaskPhase? Phase = null,
    string? Action = null,
    long? ChannelId = null,
    string? Search = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool WithDeleted = false)
{
    internal IQueryable<LongTask> Apply(IQueryable<LongTask> tasks, IQueryable<User> users)
    {
        tasks = WithDeleted ? tasks : tasks.Where(task => task.DeletedAt == null);
        tasks = UserId is { } user ? tasks.Where(task => task.UserId == user) : tasks;
        tasks = Kind is { } kind ? tasks.Where(task => task.Kind == kind) : tasks;
        tasks = string.IsNullOrEmpty(Action) ? tasks : tasks.Where(task => task.Action == Action);
        tasks = ChannelId is { } channel ? tasks.Where(task => task.ChannelId == channel) : tasks;
        tasks = From is { } from ? tasks.Where(task => task.CreatedAt >= from) : tasks;
        tasks = To is { } to ? tasks.Where(task => task.CreatedAt < to) : tasks;
        tasks = Phase switch
        {
            TaskPhase.UnderWay => tasks.Where(task => task.State < LongTaskState.AwaitingInput),
            TaskPhase.AwaitingInput => tasks.Where(task => task.State == LongTaskState.AwaitingInput),
            TaskPhase.Succeeded => tasks.Where(task => task.State == LongTaskState.Succeeded),
            TaskPhase.GivenBack => tasks.Where(task => task.State == LongTaskState.Failed),
            _ => tasks,
        };
        return string.IsNullOrWhiteSpace(Search) ? tasks : Find(tasks, users, Search.Trim());
    }

    private static IQueryable<LongTask> Find(IQueryable<LongTask> tasks, IQueryable<User> users, string text) => tasks.Where(task =>
        task.PublicId == text || task.RequestId == text || users.Any(user => user.Id == task.UserId && user.UserName!.Contains(text)));
}
