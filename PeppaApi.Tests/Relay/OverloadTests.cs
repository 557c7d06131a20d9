using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Relay;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>More than the relay gets done: at once and in the client's dialect it says 503 with Retry-After, serves what it took on, and recovers at once.</summary>
public sealed class OverloadTests
{
    private static readonly (string Path, string Body, string Mark)[] Doors =
    [
        ("/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}]}""", "\"code\":\"overloaded\""),
        ("/v1/messages", """{"model":"gpt-4o-mini","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""", "\"type\":\"overloaded_error\""),
        ("/v1beta/models/gpt-4o-mini:generateContent", """{"contents":[{"parts":[{"text":"x"}]}]}""", "\"status\":\"UNAVAILABLE\""),
    ];

    [Fact]
    public async Task Ledger_ItsQueueFull_RefusesTheRestAtOnceAndServesWhatItTook()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Ledger:QueueLimit=6"], upstreams: Replies.Either());
        await AskEachAsync(bed, HttpStatusCode.OK);
        using var gate = new ManualResetEventSlim();
        await bed.BlockWriterAsync(gate);
        var asked = Enumerable.Range(0, 30).Select(i => AskAsync(bed, Doors[i % Doors.Length])).ToList();
        while (asked.Count(one => one.IsCompleted) < 24)
        {
            await Task.WhenAny(asked.Where(one => !one.IsCompleted)).WaitAsync(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(6, Gauge(bed, "peppa.ledger.queue"));
        Assert.All(asked.Where(one => one.IsCompleted), one => Assert.Equal(HttpStatusCode.ServiceUnavailable, one.Result));
        gate.Set();
        var answers = await Task.WhenAll(asked);
        Assert.Equal((6, 24), (answers.Count(status => status == HttpStatusCode.OK), answers.Count(status => status == HttpStatusCode.ServiceUnavailable)));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(bed, Doors[0]));
        Assert.Equal(Doors.Length + 7, (await bed.RecordsAsync()).Count);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Requests_MoreThanAllowedAtOnce_AreRefusedUntilOneEnds()
    {
        var ends = new TaskCompletionSource();
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:MaxRunning=2"], upstreams: async context =>
        {
            await ends.Task;
            await Replies.Either()(context);
        });
        var first = AskAsync(bed, Doors[0]);
        var second = AskAsync(bed, Doors[1]);
        while (bed.Upstream.Requests.Count < 2)
        {
            await Task.Delay(5);
        }

        Assert.Equal(2, Gauge(bed, "peppa.relay.running"));
        await AskEachAsync(bed, HttpStatusCode.ServiceUnavailable);
        ends.SetResult();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await Task.WhenAll(first, second));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(bed, Doors[2]));
        Assert.Equal(0, Gauge(bed, "peppa.relay.running"));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Process_LateWithItsOwnWorkForLong_LetsNoMoreWaitUntilItIsNot()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:ShedMilliseconds=5"], upstreams: Replies.Either());
        await AskEachAsync(bed, HttpStatusCode.OK);
        var crowd = bed.Services.GetRequiredService<CrowdLimit>();
        List<long> waiting = [];
        for (var round = 0; round < 6; round++)
        {
            waiting = [.. Enumerable.Range(0, 2 * CrowdLimit.Least).Select(_ => crowd.Begin())];
            await Task.Delay(110);
            waiting.ForEach(since => crowd.End(since, TimeSpan.Zero));
        }

        waiting = [.. Enumerable.Range(0, 2 * CrowdLimit.Least).Select(_ => crowd.Begin())];
        await AskEachAsync(bed, HttpStatusCode.ServiceUnavailable);
        waiting.ForEach(since => crowd.End(since, TimeSpan.Zero));
        await AskEachAsync(bed, HttpStatusCode.OK);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Requests_ThreeTimesTheCapacity_ShedTheRestAndServeNobodyLater()
    {
        const int Capacity = 16;
        await using var bed = await RelayBed.StartAsync(credit: 1000, settings: [$"--Relay:MaxRunning={Capacity}"], upstreams: async context =>
        {
            // Long enough for the machine of the tests not to matter.
            await Task.Delay(100);
            await Replies.Either()(context);
        });
        await LoadAsync(bed, Capacity, TimeSpan.FromSeconds(1));
        var (calm, _) = await LoadAsync(bed, Capacity * 3 / 4, TimeSpan.FromSeconds(2));
        var (crowded, refused) = await LoadAsync(bed, Capacity * 3, TimeSpan.FromSeconds(3));
        Assert.True(refused > Capacity, $"{refused} were refused.");
        // As many are served as in the calm, at least, and the one in the middle waits no longer.
        Assert.True(crowded.Count >= calm.Count, $"{crowded.Count} in 3 s, {calm.Count} in 2 s");
        Assert.True(Median(crowded) < 2 * Median(calm), $"{Median(crowded)} after {Median(calm)}");
        // At once nobody is refused any more.
        var after = await Task.WhenAll(Enumerable.Range(0, Capacity).Select(i => AskAsync(bed, Doors[i % Doors.Length])));
        Assert.All(after, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(0, Gauge(bed, "peppa.relay.running"));
        await bed.AssertSoundAsync();
    }

    /// <summary>So many clients that ask again and again, soon again where they are refused.</summary>
    /// <returns>How long each that was served had to wait, and how many were refused.</returns>
    private static async Task<(List<double> Served, int Refused)> LoadAsync(RelayBed bed, int clients, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var refused = 0;
        var waits = await Task.WhenAll(Enumerable.Range(0, clients).Select(async number =>
        {
            var mine = new List<double>();
            while (watch.Elapsed < time)
            {
                var from = watch.Elapsed.TotalMilliseconds;
                if (await AskAsync(bed, Doors[number % Doors.Length]) == HttpStatusCode.OK)
                {
                    mine.Add(watch.Elapsed.TotalMilliseconds - from);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(40);
                }
            }

            return mine;
        }));
        return ([.. waits.SelectMany(wait => wait)], refused);
    }

    private static double Median(List<double> waits) => waits.Order().ElementAt(waits.Count / 2);

    /// <summary>Asks at every door at the same time.</summary>
    private static async Task AskEachAsync(RelayBed bed, HttpStatusCode expected) =>
        Assert.All(await Task.WhenAll(Doors.Select(door => AskAsync(bed, door))), status => Assert.Equal(expected, status));

    /// <summary>Sends one request; where it is refused, looks at how.</summary>
    private static async Task<HttpStatusCode> AskAsync(RelayBed bed, (string Path, string Body, string Mark) door)
    {
        using var content = RelayBed.Body(door.Body);
        using var response = await bed.Client.PostAsync(door.Path, content);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Equal(1, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
            Assert.Contains(door.Mark, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.True(response.Headers.Contains("X-Request-Id") || response.Headers.Contains("request-id"));
        }

        return response.StatusCode;
    }

    private static long Gauge(RelayBed bed, string name)
    {
        long? value = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name && instrument.Meter.Scope == bed.Services.GetRequiredService<IMeterFactory>())
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, measured, _, _) => value = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return value!.Value;
    }
}
