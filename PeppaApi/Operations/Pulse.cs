using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Mail;

namespace PeppaApi.Operations;

/// <summary>How the process is doing at this moment.</summary>
/// <param name="Live">Calls of upstreams that are under way.</param>
/// <param name="LedgerQueue">Changes of the books that wait for the writer.</param>
public sealed record Pulse(
    int Live, OpenHolds Holds, int LedgerQueue, MailCounts Mails, AuditRun? Audit, DiskUse Disk, IReadOnlyList<ChannelView> Channels);

public sealed class PulseReader(ChannelService channels, CreditLedger ledger, HoldReader holds, MailDesk mails, LedgerAudit audit, DatabaseFiles files)
{
    public async Task<Pulse> ReadAsync(CancellationToken cancellationToken = default)
    {
        var all = await channels.ListAsync(cancellationToken);
        return new Pulse(
            all.Sum(channel => channel.Load.InFlight),
            await holds.ReadAsync(cancellationToken),
            ledger.QueueLength,
            await mails.CountAsync(cancellationToken),
            audit.Last,
            files.Measure(),
            all);
    }
}
