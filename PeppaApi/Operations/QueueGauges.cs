using System.Diagnostics.Metrics;
using PeppaApi.Channels;
using PeppaApi.Ledger;

namespace PeppaApi.Operations;

/// <summary>A gauge of every queue in memory; each is bounded.</summary>
internal sealed class QueueGauges : IHostedService, IDisposable
{
    private readonly Meter _meter;

    public QueueGauges(CreditLedger ledger, ChannelJournal journal, IMeterFactory meters)
    {
        _meter = meters.Create("PeppaApi.Queues");
        _meter.CreateObservableGauge("peppa.ledger.queue", () => ledger.QueueLength, "{command}", "Changes of the books that wait for the writer.");
        _meter.CreateObservableGauge("peppa.ledger.notes", () => ledger.NoteCount, "{command}", "Notes and owed settlements that go along with the next changes.");
        _meter.CreateObservableGauge("peppa.channels.journal", () => journal.Waiting, "{event}", "Events of channels that are not written yet.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();
}
