using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>Of whom a <see cref="RunningTotal"/> is.</summary>
internal readonly record struct TotalKey(TotalScope Scope, long UserId, string Key);

/// <summary>What one hour adds to a <see cref="RunningTotal"/>.</summary>
internal readonly record struct HourTotal(long Requests, long Failed, long InputTokens, long OutputTokens, long Charged, long Overrun, long UpstreamCost)
{
    public static HourTotal operator +(HourTotal one, HourTotal other) => checked(new HourTotal(
        one.Requests + other.Requests, one.Failed + other.Failed, one.InputTokens + other.InputTokens, one.OutputTokens + other.OutputTokens,
        one.Charged + other.Charged, one.Overrun + other.Overrun, one.UpstreamCost + other.UpstreamCost));
}
