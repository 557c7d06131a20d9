using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>
/// Resolves the holds of a process that died, before the first request is taken: never sent is released;
/// sent with unknown end is charged its input estimate, marked <see cref="UsageBasis.Recovered"/>.
/// </summary>
internal sealed class RecoverCommand : LedgerCommand<int>
{
    protected override int Run(LedgerStore store)
    {
        // Texts come with a second look: rows are read as numbers.
        var holds = store["SELECT id, user_id, token_id, input_cost, input_tokens, sent, multiplier_parts, price_id FROM holds ORDER BY id"]
            .ReadRows();
        foreach (var hold in holds)
        {
            Resolve(store, hold);
        }

        return holds.Count;
    }

    private static void Resolve(LedgerStore store, long?[] hold)
    {
        var id = hold[0]!.Value;
        var sent = hold[5] == 1;
        var usage = new UsageRecord
        {
            RequestId = store["SELECT request_id FROM holds WHERE id = @p0"].ReadText(id),
            Model = store["SELECT model FROM holds WHERE id = @p0"].ReadText(id),
            GroupName = store["SELECT group_name FROM holds WHERE id = @p0"].ReadText(id),
            UserId = hold[1]!.Value,
            TokenId = hold[2]!.Value,
            Cost = sent ? hold[3]!.Value : 0,
            InputTokens = sent ? hold[4]!.Value : 0,
            MultiplierParts = hold[6]!.Value,
            PriceId = hold[7]!.Value,
            Basis = sent ? UsageBasis.Recovered : UsageBasis.None,
            Status = UsageStatus.Crashed,
            ErrorCode = "relay_restarted",
        };
        new SettleCommand(id, usage).Execute(store);
    }
}
