using PeppaApi.Credits;
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
    int? Concurrency,
    bool? Enabled)
{
    public static TokenBody Of(TokenView token) =>
        new(token.Name, Fields.Usd(token.Limit), token.ExpiresAt, token.Models, token.AllowedAddresses, token.RequestsPerMinute, token.Concurrency, token.Enabled);

    public TokenSpec ToSpec() => new(
        Fields.Needed(Name, "name"), LimitUsd, ExpiresAt, Models ?? [], AllowedIps ?? [], Enabled ?? true, RequestsPerMinute, Concurrency);
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
    int? Concurrency,
    bool Enabled,
    DateTimeOffset CreatedAt)
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
        token.RequestsPerMinute,
        token.Concurrency,
        token.Enabled,
        token.CreatedAt);
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
    int? Concurrency,
    bool Enabled,
    DateTimeOffset CreatedAt)
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
        created.Token.RequestsPerMinute,
        created.Token.Concurrency,
        created.Token.Enabled,
        created.Token.CreatedAt);
}
