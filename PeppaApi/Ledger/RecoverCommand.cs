using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>
/// What a new process does first, before a request is taken. Resolves the holds of one that died: never sent is released; sent with unknown end
/// is charged its input estimate, marked <see cref="UsageBasis.Recovered"/>. A hold of a task that an upstream has taken
/// stays, for the task goes on; one that was only on its way is given back. Reopens what a clock that was put back has made the present again.
/// </summary>
internal sealed class RecoverCommand : LedgerCommand<int>
{
    public override bool MayBeRefused => false;

    private const string Code = "relay_restarted";

    protected override int Run(LedgerStore store)
    {
        RunningTotals.Reopen(store);
        var tasks = store["SELECT id, hold_id FROM long_tasks WHERE state = 0 AND hold_id IS NOT NULL"].ReadRows();
        foreach (var task in tasks)
        {
            new CloseTaskCommand(task[0]!.Value, new TaskEnd(task[1]!.Value, LongTaskState.Failed, UsageStatus.Crashed, Code)).Execute(store);
        }

        var holds = store["SELECT id FROM holds WHERE id NOT IN (SELECT hold_id FROM long_tasks WHERE hold_id IS NOT NULL) ORDER BY id"].ReadRows();
        foreach (var hold in holds)
        {
            Resolve(store, HeldRequest.Read(store, hold[0]!.Value));
        }

        return tasks.Count + holds.Count;
    }

    private static void Resolve(LedgerStore store, HeldRequest hold)
    {
        var usage = hold.NewRecord();
        usage.Cost = hold.Sent ? hold.InputCost : 0;
        usage.InputTokens = hold.Sent ? hold.InputTokens : 0;
        usage.Basis = hold.Sent ? UsageBasis.Recovered : UsageBasis.None;
        usage.Status = UsageStatus.Crashed;
        usage.ErrorCode = Code;
        new SettleCommand(hold.Id, usage).Execute(store);
    }
}
