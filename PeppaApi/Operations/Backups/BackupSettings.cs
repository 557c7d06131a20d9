using PeppaApi.Settings;

namespace PeppaApi.Operations.Backups;

/// <param name="EveryHours">How often a backup is made by itself; 0 is never.</param>
/// <param name="Keep">How many of them are kept, the latest ones. Those made by hand count.</param>
public sealed record BackupSettings(int EveryHours, int Keep) : IOperatorSettings<BackupSettings>
{
    public static string Name => "backup";

    public static BackupSettings Default { get; } = new(0, 7);

    public BackupSettings Checked()
    {
        InputException.Require(EveryHours is >= 0 and <= 24 * 31, "everyHours", "A backup is made every 1 to 744 hours; 0 is never.");
        InputException.Require(Keep is >= 1 and <= 1000, "keep", "1 to 1,000 backups are kept.");
        return this;
    }
}
