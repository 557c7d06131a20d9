using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>Limits of credit in a day, week and month that a hold is checked against.</summary>
/// <param name="Zone">Says when a day begins.</param>
public sealed record SpendingLimits(UsageLimits User, UsageLimits Token, TimeZoneInfo Zone);

/// <summary>A limit that stands against a hold.</summary>
/// <param name="OfToken">Whether it is the token's; otherwise the user's.</param>
/// <param name="Limit">Nano-dollars.</param>
/// <param name="TurnsAt">When it counts from 0 again.</param>
public sealed record ReachedLimit(bool OfToken, SpendingPeriod Period, long Limit, DateTimeOffset TurnsAt);
