using System.Diagnostics;
using Microsoft.Data.Sqlite;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>One installation that is killed again and again under a <see cref="MixedLoad"/>, and whose books are looked at after each kill.</summary>
internal sealed class KillRun : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RelayProcess _relay;
    private MixedLoad _load = null!;

    private KillRun() => _relay = new RelayProcess(_folder.Path, new Dictionary<string, string> { ["Ledger__ExpirySweepSeconds"] = "1" });

    public static async Task<KillRun> StartAsync()
    {
        var run = new KillRun();
        try
        {
            await run._relay.StartAsync();
            run._load = await MixedLoad.StartAsync(run._relay);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the process that long after the first whole reply, and after some stream was broken off: just started, it answers its first requests slowly.</summary>
    public async Task KillUnderLoadAsync(TimeSpan after)
    {
        using var over = new CancellationTokenSource();
        using var client = new HttpClient { BaseAddress = new Uri(_relay.Address), Timeout = TimeSpan.FromSeconds(20) };
        var before = _load.Whole.Count;
        var clients = _load.Begin(client, over.Token);
        await FirstReplyAsync(before, clients);
        await Task.Delay(after);
        await _relay.KillAsync();
        await over.CancelAsync();
        await Task.WhenAll(clients);
    }

    public async Task RestartAsync()
    {
        await _relay.StartAsync();
        await _load.AskAgainAsync();
    }

    /// <summary>The audit finds nothing, nothing is held, and whatever was told to somebody is in the books, once.</summary>
    public async Task AssertBooksAsync(string when)
    {
        var audit = await _relay.PostAsync("/api/ledger/audit");
        Assert.True(audit.GetProperty("ok").GetBoolean() && audit.GetProperty("differences").GetArrayLength() == 0, $"{when}: {audit}");
        var balance = await _relay.GetAsync($"/api/users/{_load.UserId}/balance");
        Assert.True(balance.GetProperty("heldUsd").GetDecimal() == 0, $"{when}: {balance}");
        Assert.Empty(_load.Whole.Except(await RequestsAsync(UsageStatus.Succeeded)));
        // Every code that was tried is redeemed, and became one grant.
        var redeemed = await NumbersAsync($"SELECT id FROM grants WHERE kind = {(int)GrantKind.Redemption}");
        Assert.Empty(_load.Redeemed.Except(redeemed));
        Assert.Equal(redeemed.Order(), (await NumbersAsync("SELECT grant_id FROM redemption_codes WHERE grant_id IS NOT NULL")).Order());
        var given = (await NumbersAsync("SELECT count(*) FROM grants WHERE reason = 'short'"))[0];
        Assert.InRange(given, _load.Granted, _load.GrantsTried);
    }

    /// <summary>Everything was under way when the process died; else the run has shown nothing.</summary>
    public async Task AssertWasLoadAsync(int kills)
    {
        Assert.True(_load.Whole.Count > kills, $"Only {_load.Whole.Count} replies came whole.");
        Assert.True(_load.Failures > kills && _load.Redeemed.Count > kills && _load.Granted > kills, $"{_load.Failures} failures, {_load.Redeemed.Count} codes, {_load.Granted} grants.");
        Assert.NotEmpty(await RequestsAsync(UsageStatus.Crashed));
        Assert.NotEmpty(await RequestsAsync(UsageStatus.Interrupted));
        Assert.NotEqual(0, (await NumbersAsync("SELECT count(*) FROM grants WHERE expired > 0"))[0]);
        Assert.NotEqual(0, (await NumbersAsync("SELECT sum(requests) FROM usage_hours"))[0]);
    }

    public string Summary => $"{_load.Whole.Count} replies whole, {_load.Failures} failed, {_load.Redeemed.Count} codes redeemed, {_load.Granted} grants";

    public async ValueTask DisposeAsync()
    {
        _relay.Dispose();
        if (_load is not null)
        {
            await _load.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    private async Task FirstReplyAsync(int before, Task[] clients)
    {
        var watch = Stopwatch.StartNew();
        while (_load.Whole.Count == before || _load.Broken == 0)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20) && !clients.Any(task => task.IsFaulted), $"No reply comes whole:\n{_relay.Output}");
            await Task.Delay(5);
        }
    }

    private Task<List<string>> RequestsAsync(UsageStatus status) =>
        ReadAsync($"SELECT request_id FROM usage_records WHERE status = {(int)status}", reader => reader.GetString(0));

    private Task<List<long>> NumbersAsync(string sql) => ReadAsync(sql, reader => reader.GetInt64(0));

    /// <summary>From the file itself, which the relay has open: pages of the API would take longer than the kills. No row comes twice.</summary>
    private async Task<List<T>> ReadAsync<T>(string sql, Func<SqliteDataReader, T> read)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "peppa.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        Assert.Equal(rows.Count, rows.Distinct().Count());
        return rows;
    }
}
