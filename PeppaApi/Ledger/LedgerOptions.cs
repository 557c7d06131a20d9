using System.ComponentModel.DataAnnotations;

namespace PeppaApi.Ledger;

/// <summary>The <c>Ledger</c> section of the configuration.</summary>
public sealed class LedgerOptions
{
    /// <summary>How many commands share one transaction at most. The default value is 256.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; set; } = 256;

    /// <summary>How many commands may wait; beyond it holds are refused with 503. The default value is 2048: less than a tenth of a second's work.</summary>
    [Range(1, 1_000_000)]
    public int QueueLimit { get; set; } = 2048;

    /// <summary>What survives what. The default value is <see cref="LedgerDurability.Disk"/>.</summary>
    public LedgerDurability Durability { get; set; } = LedgerDurability.Disk;

    /// <summary>Seconds between two looks for credit that has expired unseen. The default value is 60.</summary>
    [Range(1, 3600)]
    public int ExpirySweepSeconds { get; set; } = 60;
}

public enum LedgerDurability
{
    /// <summary>
    /// Charges and grants are on the disk before anybody is told (what SQLite promises for <c>synchronous=FULL</c>). Holds survive a killed
    /// process, not a power cut: a cut also ends the request that they stand for.
    /// </summary>
    Disk,

    /// <summary>Everything survives a killed process; a power cut may undo the last moments (<c>synchronous=NORMAL</c>).</summary>
    Process,
}
