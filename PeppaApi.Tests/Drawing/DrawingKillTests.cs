using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PeppaApi.Credits;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Drawing;

/// <summary>
/// The real binary, killed twice among a thousand tasks, drawings and videos, of which many come to nothing: each success is charged
/// once, all else is given back, nothing is stuck.
/// </summary>
public sealed class DrawingKillTests : IAsyncLifetime
{
    private const int Tasks = 1000;
    private const int Clients = 16;
    private static readonly int[] KillsAfter = [300, 650];
    private readonly TempFolder _folder = new();
    private readonly FakeMidjourney _midjourney = new();
    private readonly FakeVideos _videos = new();
    private readonly ConcurrentDictionary<string, (string Fate, long Price)> _accepted = new();
    private FakeUpstream _upstream = null!;
    private RelayProcess _relay = null!;
    private long _userId;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(context => context.Request.Path.StartsWithSegments("/v1") ? _videos.AnswerAsync(context) : _midjourney.AnswerAsync(context));
        _relay = new RelayProcess(_folder.Path, new Dictionary<string, string> { ["Drawing__PollMilliseconds"] = "200", ["Drawing__LostSeconds"] = "1" });
        await _relay.StartAsync();
        await SetUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _relay.Dispose();
        await _upstream.DisposeAsync();
        _midjourney.Dispose();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task Tasks_AThousandWithTwoKills_AreChargedOnceOrGivenBackWhole()
    {
        using var over = new CancellationTokenSource();
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(_ => SubmitAllAsync(over.Token))];
        foreach (var after in KillsAfter)
        {
            await UntilAsync(() => _accepted.Count >= after, clients);
            await _relay.KillAsync();
            await _relay.StartAsync();
        }

        await Task.WhenAll(clients);
        await UntilAsync(() => Count("SELECT COUNT(*) FROM long_tasks WHERE state < 10") == 0, []);

        Assert.True(_accepted.Count >= Tasks);
        Assert.Equal(0, Count("SELECT COUNT(*) FROM holds"));
        Assert.Equal(0, Count("SELECT COUNT(*) FROM tokens WHERE held <> 0"));
        // One record for each task, and no task without one.
        Assert.Equal(0, Count("SELECT COUNT(*) FROM long_tasks AS t WHERE (SELECT COUNT(*) FROM usage_records AS u WHERE u.request_id = t.request_id AND u.charged = t.charged) <> 1"));
        Assert.Equal(Count("SELECT COUNT(*) FROM long_tasks"), Count("SELECT COUNT(*) FROM usage_records"));
        var ends = Ends();
        Assert.All(_accepted, accepted => Assert.Equal(accepted.Value.Fate is "fails" or "vanishes" ? (11, 0L) : (10, accepted.Value.Price), ends[accepted.Key]));
        Assert.All(ends.Values.Where(end => end.State == 11), end => Assert.Equal(0, end.Charged));
        var balance = await _relay.GetAsync($"/api/users/{_userId}/balance");
        Assert.Equal(2, _accepted.Values.Select(accepted => accepted.Price).Distinct().Count());
        Assert.Equal((0m, ends.Values.Sum(end => Credit.ToUsd(end.Charged))), (balance.GetProperty("heldUsd").GetDecimal(), balance.GetProperty("spentUsd").GetDecimal()));
        var audit = await _relay.PostAsync("/api/ledger/audit");
        Assert.True(audit.GetProperty("ok").GetBoolean() && audit.GetProperty("differences").GetArrayLength() == 0, $"{audit}");
    }

    /// <summary>20% fail, 5% vanish, 5% are reported twice, late and out of order.</summary>
    private static string Fate(int number) => (number % 20) switch
    {
        < 4 => "fails",
        4 => "vanishes",
        5 => "twice",
        _ => "succeeds",
    };

    private async Task SetUpAsync()
    {
        await _relay.PostAsync(
            "/api/channels", new { name = "drawings", provider = "midjourney", baseUrl = _upstream.Address, keys = new[] { FakeMidjourney.Secret }, models = new[] { "mj_imagine" } });
        await _relay.PostAsync("/api/channels", new { name = "videos", provider = "openai", baseUrl = _upstream.Address, keys = new[] { FakeVideos.Key }, models = new[] { "sora-2" } });
        var user = await _relay.PostAsync("/api/users", new { userName = "some", email = "some@example.test", password = "correct horse battery", emailConfirmed = true });
        _userId = user.GetProperty("id").GetInt64();
        await _relay.PostAsync($"/api/users/{_userId}/grants", new { amountUsd = 1000, reason = "test" });
        _key = (await _relay.PostAsync($"/api/users/{_userId}/tokens", new { name = "some" })).GetProperty("key").GetString()!;
        using var site = await _relay.Api.PutAsJsonAsync("/api/settings/site", new { address = _relay.Address });
        using var drawing = await _relay.Api.PutAsJsonAsync("/api/settings/drawing", new { takeCallbacks = true });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (site.StatusCode, drawing.StatusCode));
    }

    private async Task SubmitAllAsync(CancellationToken over)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_relay.Address), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        while (_accepted.Count < Tasks && !over.IsCancellationRequested)
        {
            try
            {
                var (number, price) = (_accepted.Count, Credit.FromUsd(0.1m));
                var fate = Fate(number);
                // Blocks of twenty, so that videos have every fate, too.
                var isVideo = number / 20 % 10 == 0;
                using var response = await client.PostAsJsonAsync(isVideo ? "/v1/videos" : "/mj/submit/imagine", new { prompt = fate }, over);
                var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(over))!;
                Assert.True(isVideo ? response.IsSuccessStatusCode : (int)body["code"]! == 1, body.ToJsonString());
                // A video of four seconds.
                Assert.True(_accepted.TryAdd((string)body[isVideo ? "id" : "result"]!, (fate, isVideo ? 4 * price : price)));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // Killed in the middle of it.
                await Task.Delay(20, over);
            }
        }
    }

    private async Task UntilAsync(Func<bool> isSo, Task[] clients)
    {
        for (var i = 0; i < 1200 && !isSo(); i++)
        {
            Assert.True(!clients.Any(client => client.IsFaulted), $"{clients.FirstOrDefault(client => client.IsFaulted)?.Exception}\n{_relay.Output}");
            await Task.Delay(50);
        }

        Assert.True(isSo(), $"{_accepted.Count} were accepted.\n{_relay.Output}");
    }

    private long Count(string query)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    private Dictionary<string, (int State, long Charged)> Ends()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT public_id, state, charged FROM long_tasks";
        using var reader = command.ExecuteReader();
        var ends = new Dictionary<string, (int, long)>(StringComparer.Ordinal);
        while (reader.Read())
        {
            ends.Add(reader.GetString(0), (reader.GetInt32(1), reader.GetInt64(2)));
        }

        return ends;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "peppa.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }
}
