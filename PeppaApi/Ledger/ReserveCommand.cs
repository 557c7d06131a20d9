namespace PeppaApi.Ledger;

/// <summary>What a request wants held.</summary>
/// <param name="Wanted">The worst case, in nano-dollars.</param>
/// <param name="Minimum">The least that is of use: input and a short answer. At most <paramref name="Wanted"/>.</param>
/// <param name="Limits">Limits of credit in a time; none costs nothing.</param>
/// <param name="InputCost">Cost of <paramref name="InputTokens"/>: charged at most, should the process die after sending. At most <paramref name="Minimum"/>.</param>
public sealed record ReserveRequest(
    string RequestId,
    long UserId,
    long TokenId,
    long Wanted,
    long Minimum,
    long InputCost,
    long InputTokens,
    string Model,
    string GroupName,
    long MultiplierParts,
    long PriceId,
    SpendingLimits? Limits = null);

public enum ReserveOutcome
{
    Reserved,

    /// <summary>The account does not hold the minimum.</summary>
    AccountShort,

    /// <summary>The token's limit leaves less than the minimum.</summary>
    TokenShort,

    /// <summary>The token has spent its whole limit.</summary>
    TokenExhausted,

    /// <summary>A limit of credit per day, week or month leaves less than the minimum.</summary>
    LimitReached,

    /// <summary>The task that was to go on is not waiting for it any more.</summary>
    TaskMovedOn,
}

/// <param name="Reservation">None where nothing was held.</param>
/// <param name="Limit">The limit that was reached, where that is the outcome.</param>
public readonly record struct ReserveAnswer(Reservation? Reservation, ReserveOutcome Outcome, ReachedLimit? Limit)
{
    public void Deconstruct(out Reservation? reservation, out ReserveOutcome outcome) => (reservation, outcome) = (Reservation, Outcome);
}

/// <param name="Amount">What was held: between the minimum and the wanted amount.</param>
internal readonly record struct ReserveResult(ReserveOutcome Outcome, long HoldId, long Amount, ReachedLimit? Limit = null);

/// <summary>Holds credit on the account and on the token by one conditional statement each, within the limits of credit in a time.</summary>
internal sealed class ReserveCommand(ReserveRequest request) : LedgerCommand<ReserveResult>
{
    // A power cut ends the request itself, so its hold need not outlive one.
    public override bool Durable => false;

    protected override ReserveResult Run(LedgerStore store) => Hold(store, request);

    public static ReserveResult Hold(LedgerStore store, ReserveRequest request)
    {
        var (wanted, limit) = SpendingWindows.Cap(store, request.UserId, request.TokenId, request.Limits, request.Wanted);
        if (wanted < request.Minimum)
        {
            return new ReserveResult(ReserveOutcome.LimitReached, 0, 0, limit);
        }

        if (AccountStatements.TryHold(store, request.UserId, request.TokenId, wanted))
        {
            return Insert(store, request, wanted);
        }

        ExpiryStatements.Expire(store, request.UserId);
        var room = AccountStatements.Room(store, request.UserId, request.TokenId);
        var amount = Math.Min(wanted, room.Least);
        if (amount < request.Minimum)
        {
            return new ReserveResult(room.Refusal(request.Minimum), 0, 0);
        }

        AccountStatements.Hold(store, request.UserId, request.TokenId, amount);
        return Insert(store, request, amount);
    }

    private static ReserveResult Insert(LedgerStore store, ReserveRequest request, long amount)
    {
        var id = store.NextHoldId();
        store["""
            INSERT INTO holds (id, request_id, user_id, token_id, amount, input_cost, input_tokens, sent, model, group_name, multiplier_parts, price_id, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12)
            """].ChangeOne(
            id, request.RequestId, request.UserId, request.TokenId, amount, request.InputCost, request.InputTokens, false,
            request.Model, request.GroupName, request.MultiplierParts, request.PriceId, store.Now);
        return new ReserveResult(ReserveOutcome.Reserved, id, amount);
    }
}
