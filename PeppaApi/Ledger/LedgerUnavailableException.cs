namespace PeppaApi.Ledger;

/// <summary>A change of the books could not be taken on or written, for a reason that lies outside it. Nothing was changed.</summary>
public sealed class LedgerUnavailableException(LedgerTrouble trouble, Exception? inner = null) : Exception($"The books are not available: {trouble}.", inner)
{
    public LedgerTrouble Trouble => trouble;

    /// <summary>How long whoever asked should wait.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(trouble == LedgerTrouble.Busy ? 1 : 5);
}

public enum LedgerTrouble
{
    /// <summary>More waits for the writer than it gets done in a moment.</summary>
    Busy,

    /// <summary>The file cannot be written: the disk is full or read-only, somebody else keeps the file locked, or it is damaged.</summary>
    Storage,
}
