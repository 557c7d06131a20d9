namespace PeppaApi.Data.Entities;

/// <summary>What a user or a token may use in a time; none of one is no limit. Credit is in nano-dollars.</summary>
/// <param name="TokensPerMinute">Input and output tokens of models.</param>
/// <param name="Concurrency">Requests at the same time.</param>
/// <param name="CreditPerWeek">From Monday on.</param>
public sealed record UsageLimits(
    int? RequestsPerMinute = null,
    int? TokensPerMinute = null,
    int? Concurrency = null,
    long? CreditPerDay = null,
    long? CreditPerWeek = null,
    long? CreditPerMonth = null)
{
    public static UsageLimits None { get; } = new();

    public bool HasRates => (RequestsPerMinute ?? TokensPerMinute ?? Concurrency) is not null;

    public bool HasCredit => (CreditPerDay ?? CreditPerWeek ?? CreditPerMonth) is not null;

    /// <summary>These, and the other's where these have none.</summary>
    public UsageLimits Or(UsageLimits other) => this == None ? other : other == None ? this : new UsageLimits(
        RequestsPerMinute ?? other.RequestsPerMinute,
        TokensPerMinute ?? other.TokensPerMinute,
        Concurrency ?? other.Concurrency,
        CreditPerDay ?? other.CreditPerDay,
        CreditPerWeek ?? other.CreditPerWeek,
        CreditPerMonth ?? other.CreditPerMonth);
}
