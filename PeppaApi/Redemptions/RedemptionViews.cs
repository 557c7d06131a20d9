namespace PeppaApi.Redemptions;

/// <param name="Amount">The credit that each code gives, in nano-dollars; none is what the tier includes.</param>
/// <param name="Group">The VIP tier that each code gives, if any.</param>
public sealed record NewRedemptionBatch(
    string Name, int Count, long? Amount, DateTimeOffset? ExpiresAt = null, int? PerUserLimit = null, string? Group = null);

/// <param name="Codes">The whole codes: here and never again.</param>
public sealed record CreatedRedemptionBatch(long Id, string Name, long Amount, string? Group, DateTimeOffset? ExpiresAt, IReadOnlyList<string> Codes);

public sealed record RedemptionBatchView(
    long Id, string Name, long Amount, string? Group, DateTimeOffset? ExpiresAt, int? PerUserLimit, DateTimeOffset CreatedAt, int Count, int Redeemed, int Disabled);

public sealed record RedemptionCodeView(
    long Id, long BatchId, string BatchName, string Prefix, long Amount, string? Group, bool Enabled, DateTimeOffset? ExpiresAt, long? RedeemedBy, string? RedeemedByName, DateTimeOffset? RedeemedAt, long? GrantId);
