using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PeppaApi.Tests.Support;

/// <summary>All that anybody could export: the traces and the labels of all measurements, of whatever source in the process.</summary>
internal sealed class TelemetryCollector : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _lines = new();
    private readonly ActivityListener _traces;
    private readonly MeterListener _meters;

    public TelemetryCollector()
    {
        _traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Note(
                $"{activity.Source.Name} {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {activity.TraceStateString}",
                activity.TagObjects.Concat(activity.Baggage.Select(item => KeyValuePair.Create(item.Key, (object?)item.Value)))
                    .Concat(activity.Events.SelectMany(one => one.Tags.Prepend(KeyValuePair.Create("event", (object?)one.Name))))),
        };
        ActivitySource.AddActivityListener(_traces);
        _meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        Listen<int>();
        Listen<long>();
        Listen<double>();
        _meters.Start();
    }

    public IEnumerable<string> Lines => _lines.Keys;

    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
    }

    private void Listen<T>()
        where T : struct => _meters.SetMeasurementEventCallback<T>((instrument, _, labels, _) => Note(instrument.Name, labels.ToArray()));

    private void Note(string name, IEnumerable<KeyValuePair<string, object?>> tags) =>
        _lines.TryAdd($"{name} {string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"))}", true);
}
