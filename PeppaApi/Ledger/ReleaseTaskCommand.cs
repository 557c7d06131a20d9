using System.Text.Json.Nodes;
using PeppaApi.Auditing;
using PeppaApi.Credits;

namespace PeppaApi.Ledger;

/// <summary>Ends a task by somebody's hand: what is held for it goes back, and the audit log says who did it and why, all in one transaction.</summary>
internal sealed class ReleaseTaskCommand(long taskId, TaskEnd end, string reason, Actor? by) : LedgerCommand<bool>
{
    protected override bool Run(LedgerStore store)
    {
        if (store["SELECT user_id, held FROM long_tasks WHERE id = @p0"].ReadRow(taskId) is not [{ } userId, { } held] || !CloseTaskCommand.Close(store, taskId, end))
        {
            return false;
        }

        AuditStatements.Write(store, by, "task.released", userId, new JsonObject
        {
            ["taskId"] = AuditChanges.New(store["SELECT public_id FROM long_tasks WHERE id = @p0"].ReadText(taskId)),
            ["amountUsd"] = AuditChanges.New(Credit.ToUsd(held)),
            ["reason"] = AuditChanges.New(reason),
        });
        return true;
    }
}
