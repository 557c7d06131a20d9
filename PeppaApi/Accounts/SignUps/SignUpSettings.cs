using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>Who may become a user.</summary>
/// <param name="AllowedDomains">Mail domains; empty is all.</param>
/// <param name="RefuseThrowAway">Whether mailboxes that nobody keeps are refused.</param>
/// <param name="OneAccountPerMailbox">Whether aliases of one mailbox count as one address.</param>
/// <param name="PerAddressHourly">Sign-ups from one network address in an hour.</param>
/// <param name="PerMailHourly">Sign-ups with one mailbox in an hour.</param>
public sealed record SignUpSettings(
    SignUpMode Mode,
    IReadOnlyList<string> AllowedDomains,
    IReadOnlyList<string> BlockedDomains,
    bool RefuseThrowAway,
    bool OneAccountPerMailbox,
    int PerAddressHourly,
    int PerMailHourly) : IOperatorSettings<SignUpSettings>
{
    private const int MostDomains = 1000;

    public static string Name => "sign-up";

    public static SignUpSettings Default { get; } = new(SignUpMode.Open, [], [], true, true, 10, 5);

    /// <summary>What stands for one person's mail addresses.</summary>
    public string PersonKey(string email) => OneAccountPerMailbox ? MailPerson.Folded(email) : MailPerson.Exact(email);

    public SignUpSettings Checked()
    {
        InputException.Require(Enum.IsDefined(Mode), "mode", SignUpText.BadMode);
        InputException.Require(PerAddressHourly is >= 1 and <= 10_000, "perAddressHourly", SignUpText.BadLimit);
        InputException.Require(PerMailHourly is >= 1 and <= 100, "perMailHourly", SignUpText.BadMailLimit);
        return this with { AllowedDomains = Domains(AllowedDomains, "allowedDomains"), BlockedDomains = Domains(BlockedDomains, "blockedDomains") };
    }

    // JSON can bring null where the type says it cannot be.
    private static string[] Domains(IReadOnlyList<string>? domains, string field)
    {
        string[] plain = [.. (domains ?? []).Select(domain => MailPerson.Domain("@" + (domain ?? "").Trim().TrimStart('@'))).Distinct()];
        InputException.Require(
            plain.Length <= MostDomains && plain.All(domain => domain.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(domain) == UriHostNameType.Dns),
            field,
            SignUpText.BadDomains);
        return plain;
    }
}

public enum SignUpMode
{
    Open,

    /// <summary>With an invite only.</summary>
    InviteOnly,

    Closed,
}
