using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>The task that a hold is made for.</summary>
/// <param name="Milliseconds">How long what is made is to be, where it is paid by the second; as large as <paramref name="Variant"/> says.</param>
/// <param name="Resumes">The task that awaited input and goes on with this hold; none is a new one.</param>
public sealed record NewTask(
    LongTaskKind Kind, string PublicId, string Action, string Mode, long? ParentId = null, long? Resumes = null, long Milliseconds = 0, string? Variant = null);

/// <param name="TaskId">0 where nothing was held.</param>
/// <param name="HoldId">Names what <see cref="CreditLedger.CloseTaskAsync"/> is to end.</param>
public readonly record struct OpenTaskResult(ReserveOutcome Outcome, long TaskId, long HoldId, ReachedLimit? Limit);

/// <summary>Holds credit for a task and writes its row, both or neither; on the disk before the task is sent.</summary>
internal sealed class OpenTaskCommand(ReserveRequest request, NewTask task) : LedgerCommand<OpenTaskResult>
{
    protected override OpenTaskResult Run(LedgerStore store)
    {
        if (task.Resumes is { } waiting && store["SELECT 1 FROM long_tasks WHERE id = @p0 AND state = 3"].ReadRow(waiting) is null)
        {
            return new OpenTaskResult(ReserveOutcome.TaskMovedOn, 0, 0, null);
        }

        var held = ReserveCommand.Hold(store, request);
        return held.Outcome == ReserveOutcome.Reserved
            ? new OpenTaskResult(held.Outcome, task.Resumes is { } id ? Resume(store, id, held) : Insert(store, held), held.HoldId, null)
            : new OpenTaskResult(held.Outcome, 0, 0, held.Limit);
    }

    private long Resume(LedgerStore store, long id, in ReserveResult held)
    {
        store["UPDATE long_tasks SET state = 0, request_id = @p0, model = @p1, token_id = @p2, hold_id = @p3, held = @p4, charged = 0, created_at = @p5, fail_code = NULL WHERE id = @p6"]
            .ChangeOne(request.RequestId, request.Model, request.TokenId, held.HoldId, held.Amount, store.Now, id);
        return id;
    }

    private long Insert(LedgerStore store, in ReserveResult held) => store["""
        INSERT INTO long_tasks (kind, public_id, request_id, user_id, token_id, parent_id, action, mode, model, state, progress,
            created_at, hold_id, held, charged, upstream_cost, milliseconds, variant)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, 0, 0, @p9, @p10, @p11, 0, 0, @p12, @p13)
        """].InsertOne(
        (int)task.Kind, task.PublicId, request.RequestId, request.UserId, request.TokenId, task.ParentId, task.Action, task.Mode, request.Model,
        store.Now, held.HoldId, held.Amount, task.Milliseconds, task.Variant);
}
