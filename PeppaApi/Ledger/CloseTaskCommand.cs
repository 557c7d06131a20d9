using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>How a task ends: with all of its hold charged where it succeeded, else with all of it given back.</summary>
/// <param name="HoldId">The hold that the task had when its end was found out: another one is left alone.</param>
/// <param name="FailCode">In the relay's own words.</param>
/// <param name="Operation">As the usage record names it.</param>
public sealed record TaskEnd(
    long HoldId, LongTaskState State, UsageStatus Status, string? FailCode = null, string Operation = "", int Attempts = 0);

/// <summary>
/// Ends a task and settles its hold in one transaction, or changes nothing because that was done before. So whatever is
/// reported twice, late or out of order counts once.
/// </summary>
internal sealed class CloseTaskCommand(long taskId, TaskEnd end) : LedgerCommand<bool>
{
    private const string Ending = """
        UPDATE long_tasks SET state = @p0, hold_id = NULL, fail_code = @p1, finished_at = @p2, missing_since = NULL,
            charged = CASE WHEN @p0 = 10 THEN held ELSE 0 END, progress = CASE WHEN @p0 = 10 THEN 100 ELSE progress END
        WHERE id = @p3 AND hold_id = @p4
        """;

    public override bool MayBeRefused => false;

    protected override bool Run(LedgerStore store) => Close(store, taskId, end);

    /// <returns>Whether it was done now.</returns>
    public static bool Close(LedgerStore store, long taskId, TaskEnd end)
    {
        long? finishedAt = end.State == LongTaskState.AwaitingInput ? null : store.Now;
        if (store[Ending].Change((int)end.State, end.FailCode, finishedAt, taskId, end.HoldId) == 0)
        {
            return false;
        }

        var held = HeldRequest.Read(store, end.HoldId);
        var task = store["SELECT channel_id, upstream_cost, created_at, milliseconds FROM long_tasks WHERE id = @p0"].ReadRow(taskId)!;
        var usage = held.NewRecord();
        (usage.ChannelId, usage.Operation, usage.Status, usage.ErrorCode, usage.Attempts) = (task[0], end.Operation, end.Status, end.FailCode, end.Attempts);
        usage.DurationMs = (int)Math.Clamp(store.Now - task[2]!.Value, 0, int.MaxValue);
        if (end.State == LongTaskState.Succeeded)
        {
            (usage.Calls, usage.Cost, usage.UpstreamCost) = (1, held.Amount, task[1]!.Value);
            usage.Milliseconds = task[3]!.Value;
            usage.Variant = store["SELECT coalesce(variant, '') FROM long_tasks WHERE id = @p0"].ReadText(taskId) is { Length: > 0 } variant ? variant : null;
            usage.Basis = UsageBasis.Reported;
        }

        new SettleCommand(end.HoldId, usage).Execute(store);
        return true;
    }
}
