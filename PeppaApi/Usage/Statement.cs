using PeppaApi.Data.Entities;

namespace PeppaApi.Usage;

/// <summary>What happened to a user's credit in one month of their time zone, in nano-dollars: <c>Closing = Opening + grants - charges - Expired - Withdrawn</c>.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Opening">What was granted and neither spent nor written off when the month began; what was held then is in it.</param>
/// <param name="Overrun">What upstreams delivered beyond what could be charged: borne by the operator, in no other figure.</param>
public sealed record Statement(
    DateOnly Month,
    string TimeZone,
    long Opening,
    IReadOnlyList<StatementGrants> Grants,
    IReadOnlyList<StatementCharges> Charges,
    long Expired,
    long Withdrawn,
    long Overrun,
    long Closing)
{
    public long Granted => Grants.Sum(line => line.Amount);

    public long Charged => Charges.Sum(line => line.Charged);

    /// <summary>Whether the lines, which come from grants and from sums by model, add up to opening and closing, which come from the journal and the sum of all models.</summary>
    public bool Ties => Opening + Granted - Charged - Expired - Withdrawn == Closing;
}

public sealed record StatementGrants(GrantKind Kind, long Amount);

public sealed record StatementCharges(string Model, long Requests, long InputTokens, long OutputTokens, long Charged);
