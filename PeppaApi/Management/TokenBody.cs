using PeppaApi.Credits;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Management;

/// <summary>A token as scripts write it.</summary>
internal sealed record TokenBody(
    string? Name,
    decimal? LimitUsd,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string>? Models,
    IReadOnlyList<string>? AllowedIps,
    int? RequestsPerMinute,
    int? TokensPerMinute,
    int? Concurrency,
    decimal? CreditPerDayUsd,
    decimal? CreditPerWeekUsd,
    decimal? CreditPerMonthUsd,
    bool? Enabled)
{
    public static TokenBody Of(TokenView token) => new(
        token.Name,
        Fields.Usd(token.Limit),
        token.ExpiresAt,
        token.Models,
        token.AllowedAddresses,
        token.Limits.RequestsPerMinute,
        token.Limits.TokensPerMinute,
        token.Limits.Concurrency,
        Fields.Usd(token.Limits.CreditPerDay),
        Fields.Usd(token.Limits.CreditPerWeek),
        Fields.Usd(token.Limits.CreditPerMonth),
        token.Enabled);

    public TokenSpec ToSpec() => new(
        Fields.Needed(Name, "name"),
        LimitUsd,
        ExpiresAt,
        Models ?? [],
        AllowedIps ?? [],
        Enabled ?? true,
        new LimitsInput(RequestsPerMinute, TokensPerMinute, Concurrency, CreditPerDayUsd, CreditPerWeekUsd, CreditPerMonthUsd));
}

/// <summary>A token as its owner sees it, in dollars.</summary>
internal sealed record TokenViewBody(
    long Id,
    string Name,
    string Prefix,
    decimal? LimitUsd,
    decimal SpentUsd,
    decimal HeldUsd,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> AllowedIps,
    int? RequestsPerMinute,
    int? TokensPerMinute,
    int? Concurrency,
    decimal? CreditPerDayUsd,
    decimal? CreditPerWeekUsd,
    decimal? CreditPerMonthUsd,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PreviousKeyUntil)
{
    public static TokenViewBody Of(TokenView token) => new(
        token.Id,
        token.Name,
        token.Prefix,
        Fields.Usd(token.Limit),
        Credit.ToUsd(token.Spent),
        Credit.ToUsd(token.Held),
        token.ExpiresAt,
        token.Models,
        token.AllowedAddresses,
        token.Limits.RequestsPerMinute,
        token.Limits.TokensPerMinute,
        token.Limits.Concurrency,
        Fields.Usd(token.Limits.CreditPerDay),
        Fields.Usd(token.Limits.CreditPerWeek),
        Fields.Usd(token.Limits.CreditPerMonth),
        token.Enabled,
        token.CreatedAt,
        token.PreviousKeyUntil);
}

/// <param name="Key">The whole key: here and never again.</param>
internal sealed record CreatedTokenBody(
    long Id,
    string Key,
    string Name,
    string Prefix,
    decimal? LimitUsd,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> AllowedIps,
    int? RequestsPerMinute,
    int? TokensPerMinute,
    int? Concurrency,
    decimal? CreditPerDayUsd,
    decimal? CreditPerWeekUsd,
    decimal? CreditPerMonthUsd,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PreviousKeyUntil)
{
    public static CreatedTokenBody Of(CreatedToken created) => new(
        created.Id,
        created.Key,
        created.Token.Name,
        created.Token.Prefix,
        Fields.Usd(created.Token.Limit),
        created.Token.ExpiresAt,
        created.Token.Models,
        created.Token.AllowedAddresses,
        created.Token.Limits.RequestsPerMinute,
        created.Token.Limits.TokensPerMinute,
        created.Token.Limits.Concurrency,
        Fields.Usd(created.Token.Limits.CreditPerDay),
        Fields.Usd(created.Token.Limits.CreditPerWeek),
        Fields.Usd(created.Token.Limits.CreditPerMonth),
        created.Token.Enabled,
        created.Token.CreatedAt,
        created.Token.PreviousKeyUntil);
}
