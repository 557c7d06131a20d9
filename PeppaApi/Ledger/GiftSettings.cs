using PeppaApi.Credits;
using PeppaApi.Settings;

namespace PeppaApi.Ledger;

/// <summary>What users are given without paying. 0 dollars is off; 0 days is for ever.</summary>
/// <param name="SignUpUsd">For each new user, once verified.</param>
/// <param name="InviteUsd">For whoever invited a user, once that user is verified.</param>
/// <param name="TopUpSharePercent">What of each top-up of an invited user goes to whoever invited, on top. It does not expire.</param>
public sealed record GiftSettings(decimal SignUpUsd, int SignUpDays, decimal InviteUsd, int InviteDays, decimal TopUpSharePercent) : IOperatorSettings<GiftSettings>
{
    private const decimal MostUsd = 10_000;
    private const int MostDays = 3650;

    public static string Name => "gifts";

    /// <summary>Those of the service page.</summary>
    public static GiftSettings Default { get; } = new(0.5m, 3, 0.3m, 0, 0);

    /// <summary>Whoever invited gets this of a top-up, in nano-dollars, rounded down; 0 is nothing.</summary>
    public long ShareOf(long topUp) => (long)(topUp * TopUpSharePercent / 100);

    /// <summary>When a gift of so many days made now expires.</summary>
    public static DateTimeOffset? Expiry(DateTimeOffset now, int days) => days == 0 ? null : now.AddDays(days);

    public GiftSettings Checked()
    {
        RequireAmount(SignUpUsd, "signUpUsd");
        RequireDays(SignUpDays, "signUpDays");
        RequireAmount(InviteUsd, "inviteUsd");
        RequireDays(InviteDays, "inviteDays");
        InputException.Require(
            TopUpSharePercent is >= 0 and <= 100 && decimal.Round(TopUpSharePercent, 2) == TopUpSharePercent,
            "topUpSharePercent",
            "The share is from 0 to 100 percent with at most two decimals; 0 is off.");
        return this;
    }

    private static void RequireAmount(decimal usd, string field) => InputException.Require(
        usd is >= 0 and <= MostUsd && Credit.TryFromUsd(usd, out _),
        field,
        $"A gift is from 0 to {MostUsd:N0} dollars with at most nine decimals; 0 is off.");

    private static void RequireDays(int days, string field) =>
        InputException.Require(days is >= 0 and <= MostDays, field, $"A gift lasts 1 to {MostDays:N0} days, or 0 for ever.");
}
