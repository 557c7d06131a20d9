using PeppaApi.Data;

namespace PeppaApi.Redemptions;

/// <summary>Codes as a shop takes them. Only possible while they are still known, right after they were made.</summary>
public static class RedemptionExport
{
    /// <summary>A code a line.</summary>
    public static string ToText(CreatedRedemptionBatch batch) => string.Join('\n', batch.Codes) + "\n";

    public static string ToCsv(CreatedRedemptionBatch batch) => Csv.Write<string>(
        [
            ("code", code => code),
            ("amountUsd", _ => Csv.Usd(batch.Amount)),
            ("tier", _ => batch.Group),
            ("expiresAt", _ => Csv.Moment(batch.ExpiresAt)),
            ("batch", _ => batch.Name),
        ],
        batch.Codes);
}
