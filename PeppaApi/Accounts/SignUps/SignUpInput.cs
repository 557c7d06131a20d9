using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>What somebody typed who wants to become a user, and from where.</summary>
/// <param name="InviteCode">Of an invite link; empty is none.</param>
/// <param name="AgreementVersion">The version that was accepted; 0 is none.</param>
public sealed record SignUpInput(string UserName, string Email, string Password, string? InviteCode, int AgreementVersion, IPAddress? Address, CultureInfo Language)
{
    /// <summary>An address as it is counted and kept: one household of IPv6 has a whole network.</summary>
    internal static string? Place(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var network = ClientNetwork.Of(address);
        return network.AddressFamily == AddressFamily.InterNetworkV6 ? network + "/64" : network.ToString();
    }
}

/// <summary>Where a sign-up stands, for the browser that began it.</summary>
/// <param name="Email">Partly hidden.</param>
/// <param name="ResendAfter">When another mail may be asked for; none if not at all.</param>
public sealed record SignUpView(string Email, string UserName, SignUpStep Step, DateTimeOffset? ResendAfter);

public enum SignUpStep
{
    /// <summary>Waits for the code of the mail.</summary>
    EnterCode,

    /// <summary>The name was taken meanwhile.</summary>
    ChooseName,

    Done,

    /// <summary>Too late: begin again.</summary>
    Gone,
}

/// <summary>What came of a code, a link or a name.</summary>
/// <param name="UserId">Of the new user.</param>
public sealed record ConfirmResult(ConfirmOutcome Outcome, long? UserId = null);

public enum ConfirmOutcome
{
    Confirmed,

    /// <summary>No such code or link, or not any more.</summary>
    Wrong,

    /// <summary>Too many wrong codes: this one is void.</summary>
    TooManyTries,

    /// <summary>Right, but the name was taken meanwhile.</summary>
    NameTaken,

    /// <summary>Right, but the address has an account.</summary>
    HasAccount,
}
