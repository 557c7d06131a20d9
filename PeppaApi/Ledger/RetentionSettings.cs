using PeppaApi.Settings;

namespace PeppaApi.Ledger;

/// <summary>How long raw usage records are kept. Their sums by hour, and the journal of money, are kept for ever.</summary>
/// <param name="UsageDays">Days; 0 is for ever.</param>
public sealed record RetentionSettings(int UsageDays) : IOperatorSettings<RetentionSettings>
{
    public static string Name => "retention";

    /// <summary>30 days, as the service page says.</summary>
    public static RetentionSettings Default { get; } = new(30);

    public RetentionSettings Checked()
    {
        InputException.Require(UsageDays is >= 0 and <= 3650, "usageDays", "Usage records are kept for 1 to 3,650 days, or 0 for ever.");
        return this;
    }
}
