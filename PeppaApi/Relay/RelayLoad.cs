using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace PeppaApi.Relay;

/// <summary>
/// What the relay has in hand. It takes on no more once too much is under way, or once the process is late with its own work: a beat on the
/// same threads as all requests, which comes late where they would wait. Ends what is under way some time after the process was told to stop.
/// Safe for any thread.
/// </summary>
internal sealed partial class RelayLoad : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource _cut = new();
    private readonly IHostApplicationLifetime _lifetime;
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RelayLoad> _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _shed;
    private ITimer? _patience;
    private long _lastBeat;
    private int _running;

    public RelayLoad(IHostApplicationLifetime lifetime, IOptions<RelayOptions> options, IMeterFactory meters, TimeProvider time, ILogger<RelayLoad> logger)
    {
        (_lifetime, _options, _time, _logger) = (lifetime, options.Value, time, logger);
        _meter = meters.Create("PeppaApi.Relay");
        _meter.CreateObservableGauge("peppa.relay.running", () => Running, "{request}", "Requests under way.");
        _shed = _meter.CreateCounter<long>("peppa.relay.shed", "{request}", "Requests refused because of overload.");
    }

    /// <summary>Requests under way.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Cancelled when the process ends and can wait no longer.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>Takes a request on, to be given back by <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _running) <= _options.MaxRunning && !IsLate())
        {
            return true;
        }

        Leave();
        _shed.Add(1);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _running);

    public override void Dispose()
    {
        _patience?.Dispose();
        _cut.Dispose();
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _lifetime.ApplicationStopping.Register(BeginDrain);
        Volatile.Write(ref _lastBeat, _time.GetTimestamp());
        using var timer = new PeriodicTimer(Beat, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Volatile.Write(ref _lastBeat, _time.GetTimestamp());
        }
    }

    private bool IsLate() =>
        _options.ShedMilliseconds > 0 && Volatile.Read(ref _lastBeat) is not 0 and var beat
        && !_lifetime.ApplicationStopping.IsCancellationRequested
        && _time.GetElapsedTime(beat) > Beat + TimeSpan.FromMilliseconds(_options.ShedMilliseconds);

    private void BeginDrain()
    {
        if (Running > 0)
        {
            Log.Draining(_logger, Running, _options.ShutdownSeconds);
        }

        _patience = _time.CreateTimer(static state => ((RelayLoad)state!).EndDrain(), this, TimeSpan.FromSeconds(_options.ShutdownSeconds), Timeout.InfiniteTimeSpan);
    }

    private void EndDrain()
    {
        if (Running > 0)
        {
            Log.Cutting(_logger, Running);
        }

        _cut.Cancel();
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4060, Level = LogLevel.Information, Message = "Stopping: {Running} requests under way have {Seconds} seconds to end")]
        public static partial void Draining(ILogger logger, int running, int seconds);

        [LoggerMessage(EventId = 4061, Level = LogLevel.Warning, Message = "Stopping: {Running} requests are ended now and settled for what was delivered")]
        public static partial void Cutting(ILogger logger, int running);
    }
}
