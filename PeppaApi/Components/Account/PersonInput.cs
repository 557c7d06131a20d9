using PeppaApi.Accounts;

namespace PeppaApi.Components.Account;

/// <summary>What a new person types.</summary>
public sealed class PersonInput
{
    public string? UserName { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>The one-time code, at set-up.</summary>
    public string? Code { get; set; }

    public string? InviteCode { get; set; }

    public bool Accepted { get; set; }

    /// <summary>The version of the agreement that the page showed.</summary>
    public int Agreement { get; set; }

    internal NewUser ToNewUser() => new(UserName ?? "", Email ?? "", Password ?? "");
}
