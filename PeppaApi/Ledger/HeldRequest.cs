using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>A hold as it was written, to be settled by somebody who did not make it.</summary>
internal sealed record HeldRequest(
    long Id, long UserId, long TokenId, long Amount, long InputCost, long InputTokens, bool Sent, long MultiplierParts, long PriceId,
    string RequestId, string Model, string GroupName)
{
    private const string One = """
        SELECT user_id, token_id, amount, input_cost, input_tokens, sent, multiplier_parts, price_id FROM holds WHERE id = @p0
        """;

    public static HeldRequest Read(LedgerStore store, long id)
    {
        var row = store[One].ReadRow(id) ?? throw new InvalidOperationException($"There is no hold {id}.");
        // Texts come with a second look: rows are read as numbers.
        return new HeldRequest(
            id, row[0]!.Value, row[1]!.Value, row[2]!.Value, row[3]!.Value, row[4]!.Value, row[5] == 1, row[6]!.Value, row[7]!.Value,
            store["SELECT request_id FROM holds WHERE id = @p0"].ReadText(id),
            store["SELECT model FROM holds WHERE id = @p0"].ReadText(id),
            store["SELECT group_name FROM holds WHERE id = @p0"].ReadText(id));
    }

    /// <summary>The usage record that settles it, so far without any usage.</summary>
    public UsageRecord NewRecord() => new()
    {
        RequestId = RequestId,
        Model = Model,
        GroupName = GroupName,
        UserId = UserId,
        TokenId = TokenId,
        MultiplierParts = MultiplierParts,
        PriceId = PriceId,
    };
}
