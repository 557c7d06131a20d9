namespace PeppaApi.Redemptions;

/// <param name="Amount">What each code is worth, in nano-dollars.</param>
public sealed record NewRedemptionBatch(string Name, int Count, long Amount, DateTimeOffset? ExpiresAt = null, int? PerUserLimit = null);

/// <param name="Codes">The whole codes: here and never again.</param>
public sealed record CreatedRedemptionBatch(long Id, string Name, long Amount, DateTimeOffset? ExpiresAt, IReadOnlyList<string> Codes);

public sealed record RedemptionBatchView(
    long Id, string Name, long Amount, DateTimeOffset? ExpiresAt, int? PerUserLimit, DateTimeOffset CreatedAt, int Count, int Redeemed, int Disabled);

public sealed record RedemptionCodeView(
    long Id, long BatchId, string BatchName, string Prefix, long Amount, bool Enabled, DateTimeOffset? ExpiresAt, long? RedeemedBy, string? RedeemedByName, DateTimeOffset? RedeemedAt, long? GrantId);
