using PeppaApi.Credits;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Operations.Imports;

/// <summary>What a token of an old relay is here. What restricts it comes along, or it does not come at all.</summary>
internal static class TokenConversion
{
    private const long LatestMoment = 253_402_300_799;

    /// <exception cref="InputException">It cannot be brought over; the message says why.</exception>
    public static TokenSpec Convert(OldRow row, long id, ImportChoices choices, List<string> notes)
    {
        if (row.Text("group").Length > 0)
        {
            notes.Add($"its own group \"{row.Name("group")}\" is left out: here a token pays as its user does");
        }

        var name = row.Name("name");
        return new TokenSpec(
            name.Length > 0 ? name : $"{choices.Relay.Word()} token {id}",
            row.Flag("unlimited_quota") ? null : Limit(row, choices),
            Expiry(row.Whole("expired_time", -1)),
            Models(row, choices.Relay),
            choices.Relay == OldRelay.OneApi ? row.List("subnet", ',') : row.List("allow_ips", '\n', ',', ' '),
            // Expired and used up are seen from the other fields.
            Enabled: row.Whole("status", 1) != 2);
    }

    // What is left there is what may be spent here.
    private static decimal Limit(OldRow row, ImportChoices choices)
    {
        var left = (Int128)Math.Max(0, row.Whole("remain_quota")) * Credit.PerDollar / choices.QuotaPerDollar;
        return Credit.ToUsd(left > long.MaxValue ? long.MaxValue : (long)left);
    }

    private static DateTimeOffset? Expiry(long seconds)
    {
        InputException.Require(seconds is >= -1 and <= LatestMoment, "expired_time", "expired_time is no moment");
        return seconds == -1 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    private static IReadOnlyList<string> Models(OldRow row, OldRelay relay)
    {
        if (relay == OldRelay.OneApi)
        {
            return row.List("models", ',');
        }

        var models = row.List("model_limits", ',');
        InputException.Require(models.Count > 0 || !row.Flag("model_limits_enabled"), "model_limits", "it may use no model there, and would be allowed every one here");
        return row.Flag("model_limits_enabled") ? models : [];
    }
}
