using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;

namespace PeppaApi.Management;

/// <summary>A user as scripts see one.</summary>
internal sealed record UserBody(
    long Id,
    string UserName,
    string Email,
    bool EmailConfirmed,
    string Group,
    bool Disabled,
    bool Admin,
    string Role,
    bool TwoStep,
    DateTimeOffset CreatedAt,
    decimal AvailableUsd)
{
    public static UserBody Of(UserView user) => new(
        user.Id,
        user.UserName,
        user.Email,
        user.EmailConfirmed,
        user.Group,
        user.Disabled,
        user.Admin,
        user.Role,
        user.TwoStep,
        user.CreatedAt,
        Credit.ToUsd(user.Available));
}

/// <summary>A user's money in dollars.</summary>
internal sealed record BalanceBody(
    decimal AvailableUsd, decimal HeldUsd, decimal SpentUsd, decimal ExpiredUsd, decimal GrantedUsd, IReadOnlyList<BalanceBody.Lot> Grants)
{
    public static BalanceBody Of(Balance balance) => new(
        Credit.ToUsd(balance.Available),
        Credit.ToUsd(balance.Held),
        Credit.ToUsd(balance.Spent),
        Credit.ToUsd(balance.Expired),
        Credit.ToUsd(balance.Granted),
        [.. balance.Grants.Select(Lot.Of)]);

    /// <summary>One grant.</summary>
    internal sealed record Lot(
        long Id,
        GrantKind Kind,
        decimal AmountUsd,
        decimal RemainingUsd,
        decimal SpentUsd,
        decimal ExpiredUsd,
        DateTimeOffset? ExpiresAt,
        DateTimeOffset CreatedAt,
        string? Reason,
        string? RequestId)
    {
        public static Lot Of(GrantView grant) => new(
            grant.Id,
            grant.Kind,
            Credit.ToUsd(grant.Amount),
            Credit.ToUsd(grant.Remaining),
            Credit.ToUsd(grant.Spent),
            Credit.ToUsd(grant.Expired),
            grant.ExpiresAt,
            grant.CreatedAt,
            grant.Reason,
            grant.RequestId);
    }
}
