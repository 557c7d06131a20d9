using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Tokens;

namespace PeppaApi.Operations.Imports;

/// <summary>What whoever imports decides.</summary>
/// <param name="QuotaPerDollar">How much of the old relay's quota is a dollar.</param>
/// <param name="MailDomain">For users without a mail address: their name at this domain; none leaves them out.</param>
internal sealed record ImportChoices(OldRelay Relay, long QuotaPerDollar = 500_000, string? MailDomain = null);

/// <param name="Id">None if they are still to be made.</param>
/// <param name="Balance">Nano-dollars still to be given; 0 if there is nothing, or it was given before.</param>
internal sealed record PlannedUser(long OldId, ArrivingUser Person, long? Id, long Balance);

internal sealed record PlannedToken(long OldUserId, TokenSpec Spec, string Key)
{
    public override string ToString() => $"token of old user {OldUserId}";
}

/// <summary>What would be brought over, and what would not and why. No key is in its words.</summary>
internal sealed class ImportPlan
{
    public required OldRelay Relay { get; init; }

    /// <summary>Groups that are missing here.</summary>
    public List<GroupView> Groups { get; } = [];

    public List<ChannelSpec> Channels { get; } = [];

    public List<PlannedUser> Users { get; } = [];

    public List<PlannedToken> Tokens { get; } = [];

    /// <summary>How many were brought before.</summary>
    public int ChannelsHere { get; set; }

    public int TokensHere { get; set; }

    /// <summary>How many the old relay had deleted.</summary>
    public int Deleted { get; set; }

    /// <summary>Rows that cannot be brought over, and why.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>What is left out of rows that are brought over.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What identifies the balance of an old user, so that it is given once.</summary>
    public static string SourceOf(OldRelay relay, PlannedUser user) => $"import:{relay.Word()}:{user.OldId}:{user.Person.UserName}";
}
