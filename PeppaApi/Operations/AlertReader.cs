using PeppaApi.Channels;
using PeppaApi.Credits;
using PeppaApi.Pricing;
using PeppaApi.Usage;

namespace PeppaApi.Operations;

/// <summary>Looks through the figures for what needs an operator.</summary>
public sealed class AlertReader(PriceBook prices, TimeProvider time)
{
    private const double FailingShare = 0.2;
    private const int FewestRequests = 10;
    private const int LongQueue = 1_000;
    private const int ManyMails = 50;
    private const long LeastFree = 1024L * 1024 * 1024;
    private const double LeastFreeShare = 0.05;
    private const double OverrunShare = 0.01;

    // Longer than any request may take.
    private static readonly TimeSpan OldHold = TimeSpan.FromHours(1);

    /// <summary>The urgent ones first.</summary>
    /// <param name="total">The figures of the last time, for what goes wrong slowly.</param>
    public IReadOnlyList<Alert> Of(Pulse pulse, SiteFigures total) =>
        [.. OfBooks(pulse, total).Concat(OfChannels(pulse)).Concat(OfMachine(pulse)).OrderByDescending(alert => alert.Urgent)];

    private IEnumerable<Alert> OfBooks(Pulse pulse, SiteFigures total)
    {
        if (pulse.Audit is { Report.Ok: false } run)
        {
            yield return new Alert(AlertKind.AuditDiffers, true, "/admin/health", run.Report.Differences.Count);
        }

        if (pulse.Holds.Oldest < time.GetUtcNow() - OldHold)
        {
            yield return new Alert(AlertKind.HoldsOld, false, "/admin/health", pulse.Holds.Count);
        }

        if (total.Overrun > total.Charged * OverrunShare)
        {
            yield return new Alert(AlertKind.Overrun, false, "/admin/report", CreditFormat.Balance(total.Overrun));
        }
    }

    private IEnumerable<Alert> OfChannels(Pulse pulse)
    {
        var enabled = pulse.Channels.Where(channel => channel.Enabled).ToList();
        if (!enabled.Any(HasKey))
        {
            yield return new Alert(AlertKind.NoChannel, true, "/admin/channels");
        }

        foreach (var channel in enabled)
        {
            var load = channel.Load;
            if (load.CoolingUntil is not null)
            {
                yield return new Alert(AlertKind.ChannelOut, true, $"/admin/channels/{channel.Id}/keys", channel.Name, load.CoolingReason ?? "");
            }
            else if (load.RequestsLastMinute >= FewestRequests && load.FailuresLastMinute > load.RequestsLastMinute * FailingShare)
            {
                yield return new Alert(AlertKind.ChannelFailing, true, $"/admin/channels/{channel.Id}/keys", channel.Name, load.FailuresLastMinute, load.RequestsLastMinute);
            }

            if (pulse.KeysAside.GetValueOrDefault(channel.Id) is > 0 and var aside)
            {
                yield return new Alert(AlertKind.KeysSetAside, !HasKey(channel), $"/admin/channels/{channel.Id}/keys", channel.Name, aside, channel.UsableKeys ?? 0);
            }
        }

        var free = enabled.SelectMany(channel => channel.Models).Distinct().Where(model => prices.Find(model) is null).Order(StringComparer.Ordinal).ToList();
        if (free.Count > 0)
        {
            yield return new Alert(AlertKind.NotPriced, false, "/admin/prices", free.Count, string.Join(", ", free.Take(3)));
        }
    }

    private static IEnumerable<Alert> OfMachine(Pulse pulse)
    {
        if (pulse.Disk.Free < LeastFree || pulse.Disk.Free < pulse.Disk.Total * LeastFreeShare)
        {
            yield return new Alert(AlertKind.DiskLow, true, "/admin/health", pulse.Disk.Free / (1024 * 1024));
        }

        if (pulse.LedgerQueue > LongQueue)
        {
            yield return new Alert(AlertKind.LedgerBehind, true, "/admin/health", pulse.LedgerQueue);
        }

        if (pulse.Mails.Failed > 0)
        {
            yield return new Alert(AlertKind.MailFailed, false, "/admin/mail", pulse.Mails.Failed);
        }

        if (pulse.Mails.Waiting > ManyMails)
        {
            yield return new Alert(AlertKind.MailWaiting, false, "/admin/mail", pulse.Mails.Waiting);
        }
    }

    private static bool HasKey(ChannelLine channel) => channel.UsableKeys > 0;
}
