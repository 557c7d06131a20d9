using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace PeppaApi.Relay;

/// <summary>
/// What the relay has in hand. It takes on no more once too much is under way, or once it is late with its own work (<see cref="CrowdLimit"/>).
/// Ends what is under way some time after the process was told to stop. Safe for any thread.
/// </summary>
internal sealed partial class RelayLoad : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SamePause = TimeSpan.FromMilliseconds(10);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly IHostApplicationLifetime _lifetime;
    private readonly CrowdLimit _crowd;
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RelayLoad> _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _shed;
    private ITimer? _patience;
    private int _running;
    private Task _pause = Task.CompletedTask;
    private long _pauseFrom;

    public RelayLoad(
        IHostApplicationLifetime lifetime, CrowdLimit crowd, IOptions<RelayOptions> options, IMeterFactory meters, TimeProvider time, ILogger<RelayLoad> logger)
    {
        (_lifetime, _crowd, _options, _time, _logger) = (lifetime, crowd, options.Value, time, logger);
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
        if (Interlocked.Increment(ref _running) <= _options.MaxRunning && _crowd.Admits())
        {
            return true;
        }

        Leave();
        _shed.Add(1);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _running);

    /// <summary>
    /// A moment before a request is refused. Clients that ask again as soon as they are refused would make a second crowd, of refusals, which takes
    /// the processor from those who were taken on. Those who come within a hundredth of a second share a timer.
    /// </summary>
    public Task PauseAsync()
    {
        lock (_gate)
        {
            if (_pause.IsCompleted || _time.GetElapsedTime(_pauseFrom) > SamePause)
            {
                (_pause, _pauseFrom) = (Task.Delay(Pause, _time), _time.GetTimestamp());
            }

            return _pause;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lifetime.ApplicationStopping.Register(BeginDrain);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _patience?.Dispose();
        _cut.Dispose();
        _meter.Dispose();
    }

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
