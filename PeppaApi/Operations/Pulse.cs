using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Mail;

namespace PeppaApi.Operations;

/// <summary>How the process is doing at this moment.</summary>
/// <param name="Live">Calls of upstreams that are under way.</param>
/// <param name="LedgerQueue">Changes of the books that wait for the writer.</param>
/// <param name="KeysAside">How many keys the upstreams refuse, by channel.</param>
public sealed record Pulse(
    int Live, OpenHolds Holds, int LedgerQueue, MailCounts Mails, AuditRun? Audit, DiskUse Disk, IReadOnlyList<ChannelLine> Channels, IReadOnlyDictionary<long, int> KeysAside);

public sealed class PulseReader(ChannelLister channels, CreditLedger ledger, HoldReader holds, MailDesk mails, LedgerAudit audit, DatabaseFiles files)
{
    public async Task<Pulse> ReadAsync(CancellationToken cancellationToken = default)
    {
        var all = await channels.LinesAsync(cancellationToken);
        return new Pulse(
            all.Sum(channel => channel.Load.InFlight),
            await holds.ReadAsync(cancellationToken),
            ledger.QueueLength,
            await mails.CountAsync(cancellationToken),
            audit.Last,
            files.Measure(),
            all,
            await channels.CountAsideAsync(cancellationToken));
    }
}
