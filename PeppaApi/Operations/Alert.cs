namespace PeppaApi.Operations;

/// <summary>Something that an operator should do something about.</summary>
public enum AlertKind
{
    AuditDiffers,
    NoChannel,
    ChannelOut,
    ChannelFailing,
    KeysSetAside,
    DiskLow,
    LedgerBehind,
    HoldsOld,
    MailFailed,
    MailWaiting,
    NotPriced,
    Overrun,
}

/// <param name="Urgent">Whether users or money are at stake now.</param>
/// <param name="Facts">What the words of the alert are filled with.</param>
/// <param name="Link">Where something can be done about it.</param>
public sealed record Alert(AlertKind Kind, bool Urgent, string Link, params IReadOnlyList<object> Facts);
