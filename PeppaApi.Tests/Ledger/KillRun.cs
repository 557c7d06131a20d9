using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>One installation that is killed again and again: the binary, its directory, an upstream that streams, and sixteen clients.</summary>
internal sealed class KillRun : IAsyncDisposable
{
    private const int Clients = 16;
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _whole = new();
    private readonly RelayProcess _relay;
    private readonly FakeUpstream _upstream;
    private long _userId;
    private string _key = "";

    private KillRun(FakeUpstream upstream)
    {
        _upstream = upstream;
        _relay = new RelayProcess(_folder.Path);
    }

    public static async Task<KillRun> StartAsync()
    {
        var run = new KillRun(await FakeUpstream.StartAsync(TenChunks));
        try
        {
            await run._relay.StartAsync();
            await run.SetUpAsync();
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the process that long after the first whole reply: just started, it answers its first requests slowly.</summary>
    public async Task KillUnderLoadAsync(TimeSpan after)
    {
        using var over = new CancellationTokenSource();
        using var client = new HttpClient { BaseAddress = new Uri(_relay.Address), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(_ => AskAsync(client, over.Token))];
        await FirstReplyAsync(_whole.Count, clients);
        await Task.Delay(after);
        await _relay.KillAsync();
        await over.CancelAsync();
        await Task.WhenAll(clients);
    }

    public Task RestartAsync() => _relay.StartAsync();

    /// <summary>The audit finds nothing, nothing is held, and every reply that ever came whole is charged.</summary>
    public async Task AssertBooksAsync(string when)
    {
        var audit = await _relay.PostAsync("/api/ledger/audit");
        Assert.True(audit.GetProperty("ok").GetBoolean() && audit.GetProperty("differences").GetArrayLength() == 0, $"{when}: {audit}");
        var balance = await _relay.GetAsync($"/api/users/{_userId}/balance");
        Assert.True(balance.GetProperty("heldUsd").GetDecimal() == 0, $"{when}: {balance}");
        Assert.Empty(_whole.Except(await IdsAsync(UsageStatus.Succeeded)));
        var last = await _relay.GetAsync($"/api/usage?requestId={_whole.Last()}");
        Assert.Equal((1, "succeeded"), (last.GetProperty("total").GetInt32(), last.GetProperty("items")[0].GetProperty("status").GetString()));
    }

    /// <summary>Replies came whole, and kills hit requests under way; else the run has shown nothing.</summary>
    public async Task AssertWasLoadAsync(int kills)
    {
        Assert.True(_whole.Count > kills, $"Only {_whole.Count} replies came whole.");
        Assert.NotEmpty(await IdsAsync(UsageStatus.Crashed));
    }

    public async ValueTask DisposeAsync()
    {
        _relay.Dispose();
        await _upstream.DisposeAsync();
        await _folder.DisposeAsync();
    }

    /// <summary>Ten chunks with 5 to 10 ms between them, and the usage.</summary>
    private static Task TenChunks(HttpContext context)
    {
        var pause = TimeSpan.FromMilliseconds(5 + (Environment.CurrentManagedThreadId % 6));
        var words = Enumerable.Repeat(Replies.Chunk("""{"content":"word "}"""), 10);
        return Replies.Stream(pause, [.. words, Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done])(context);
    }

    private async Task SetUpAsync()
    {
        await _relay.PostAsync(
            "/api/channels",
            new { name = "fake", provider = "openai", baseUrl = _upstream.Address, keys = new[] { "sk-upstream" }, models = new[] { RelayBed.Model } });
        var user = await _relay.PostAsync(
            "/api/users", new { userName = "some", email = "some@example.test", password = "correct horse battery", emailConfirmed = true });
        _userId = user.GetProperty("id").GetInt64();
        await _relay.PostAsync($"/api/users/{_userId}/grants", new { amountUsd = 1000, reason = "test" });
        _key = (await _relay.PostAsync($"/api/users/{_userId}/tokens", new { name = "some" })).GetProperty("key").GetString()!;
    }

    private async Task FirstReplyAsync(int before, Task[] clients)
    {
        var watch = Stopwatch.StartNew();
        while (_whole.Count == before)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20) && !clients.Any(task => task.IsFaulted), $"No reply comes whole:\n{_relay.Output}");
            await Task.Delay(5);
        }
    }

    private async Task AskAsync(HttpClient client, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await AskOnceAsync(client);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // Killed in the middle of it; the loop ends with the round.
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }

    private async Task AskOnceAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = RelayBed.ChatBody(",\"stream\":true,\"max_tokens\":64,\"stream_options\":{\"include_usage\":true}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        if (text.EndsWith(Replies.Done, StringComparison.Ordinal))
        {
            _whole.Enqueue(response.Headers.GetValues("X-Request-Id").Single());
        }
    }

    /// <summary>From the file itself, which the relay has open: pages of the API would take longer than the kills.</summary>
    private async Task<HashSet<string>> IdsAsync(UsageStatus status)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "peppa.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT request_id FROM usage_records WHERE status = $status";
        command.Parameters.AddWithValue("$status", (int)status);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            Assert.True(ids.Add(reader.GetString(0)));
        }

        return ids;
    }
}
