namespace PeppaApi.Accounts;

/// <summary>A person to sign up.</summary>
/// <param name="Group">None is the default group.</param>
public sealed record NewUser(
    string UserName, string Email, string Password, string? Group = null, bool EmailConfirmed = false, bool Admin = false);

/// <summary>What to change about a person; what is left out stays.</summary>
/// <param name="Email">A new address counts as not confirmed, unless <paramref name="EmailConfirmed"/> says so.</param>
/// <param name="Password">A new password ends every session.</param>
public sealed record UserChange(
    string? Email = null, string? Group = null, bool? Disabled = null, string? Password = null, bool? EmailConfirmed = null);

/// <summary>A person as operators see them.</summary>
/// <param name="Role"><c>user</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="Available">Credit that can be spent now, in nano-dollars.</param>
public sealed record UserView(
    long Id,
    string UserName,
    string Email,
    bool EmailConfirmed,
    string Group,
    bool Disabled,
    string Role,
    DateTimeOffset CreatedAt,
    long Available,
    bool TwoStep = false)
{
    public bool Admin => Role == Data.Entities.Role.Admin;
}
