using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Drawing;

namespace PeppaApi.Management;

/// <summary>A drawing or another long task as scripts see it.</summary>
/// <param name="ChannelId">For operators only: which upstream was used is their affair.</param>
/// <param name="DeletedAt">When its owner deleted it: operators still see it.</param>
/// <param name="HeldUsd">What was held; once it is over, <paramref name="ChargedUsd"/> says whether it was charged, and what was not is given back.</param>
/// <param name="RefundedUsd">What an operator gave back of the charge later.</param>
internal sealed record DrawingBody(
    string Id, LongTaskKind Kind, string RequestId, long UserId, string UserName, string TokenName, long? ChannelId, string Action, string Mode, string Model, long Seconds, string? Size,
    TaskPhase State, int Progress, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? DeletedAt,
    decimal HeldUsd, decimal ChargedUsd, decimal RefundedUsd, string? FailCode)
{
    public static DrawingBody Of(TaskView task, bool admin) => new(
        task.PublicId, task.Kind, task.RequestId, task.UserId, task.UserName, task.TokenName, admin ? task.ChannelId : null, task.Action, task.Mode, task.Model, task.Milliseconds / 1000, task.Variant,
        task.Phase, task.Progress, task.CreatedAt, task.StartedAt, task.FinishedAt, task.DeletedAt,
        Credit.ToUsd(task.Held), Credit.ToUsd(task.Charged), Credit.ToUsd(task.Refunded), task.FailCode);
}

/// <summary>Which drawings are wanted; what is left out does not restrict.</summary>
internal sealed record DrawingQuery
{
    public long? UserId { get; init; }

    /// <summary>under_way, awaiting_input, succeeded or given_back.</summary>
    public string? State { get; init; }

    public string? Action { get; init; }

    public long? ChannelId { get; init; }

    /// <summary>A task's or request's id, or a part of the user's name.</summary>
    public string? Search { get; init; }

    /// <summary>The first moment wanted.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment no longer wanted.</summary>
    public DateTimeOffset? To { get; init; }

    public TaskFilter ToFilter() => new(UserId, null, Fields.Word<TaskPhase>(State, "state"), Action, ChannelId, Search, From, To);
}
