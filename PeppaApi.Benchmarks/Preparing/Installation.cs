using System.Globalization;
using Microsoft.Data.Sqlite;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Benchmarks.Peers;

namespace PeppaApi.Benchmarks.Preparing;

/// <summary>A grown installation: its data, its upstream, and the books as they were before any load.</summary>
internal sealed class Installation : IDisposable
{
    private const string Sums = "SELECT count(*), coalesce(sum(cost), 0) FROM usage_records";

    /// <summary>Whose spending is not the sum of its charges, or who has something held.</summary>
    private static readonly (string What, string Sql)[] Differences =
    [
        ("accounts that differ", DifferencesOf("accounts", "user_id", "user_id", "t.held")),
        ("tokens that differ", DifferencesOf("tokens", "id", "token_id", "t.held")),
        ("grants that differ", DifferencesOf("grants", "id", "grant_id", "0")),
    ];

    private readonly BenchmarkOptions _options;
    private readonly UpstreamProcess _upstream;
    private readonly RequestCosts _costs;
    private (long Rows, long Cost) _before;
    private long _receivedBefore;

    private Installation(BenchmarkOptions options, DatabaseSize size, UpstreamProcess upstream, RelayData data, RequestCosts costs) =>
        (_options, Size, _upstream, Data, _costs) = (options, size, upstream, data, costs);

    /// <summary>What the report says once <see cref="FindFaultsAsync"/> has found none.</summary>
    public static string Exact(long requests) => string.Create(
        CultureInfo.InvariantCulture, $"exact: {requests:N0} requests = usage rows = requests at the upstream; nothing held, charged as priced, every balance the sum of its rows");

    public DatabaseSize Size { get; }

    public RelayData Data { get; }

    public static async Task<Installation> MakeAsync(BenchmarkOptions options, DatabaseSize size, CancellationToken stop)
    {
        var upstream = await UpstreamProcess.StartAsync(stop);
        var data = new RelayData(options.DataRoot);
        try
        {
            var costs = await new LargeDatabase(options, data, upstream.Port).MakeAsync(size, stop);
            var made = new Installation(options, size, upstream, data, costs);
            made._before = made.ReadSums();
            made._receivedBefore = await made.ReceivedAsync(stop);
            return made;
        }
        catch
        {
            data.Dispose();
            upstream.Dispose();
            throw;
        }
    }

    /// <summary>Starts PeppaApi on it, and waits for nothing.</summary>
    public RelayProcess Launch() => RelayProcess.Launch(_options, Data);

    public Task<RelayProcess> StartAsync(CancellationToken stop) => RelayProcess.StartAsync(_options, Data, stop);

    /// <summary>Plain requests with the keys of so many tokens, spread over all.</summary>
    public ChatRequest[] Requests(int port, int tokens) =>
        [.. Enumerable.Range(0, tokens).Select(i => ChatRequest.Create(
            port, LargeDatabase.KeyOf(1 + (int)((long)i * Size.Tokens / tokens)), RelayWay.PassThrough.Door, RelayWay.PassThrough.Model, stream: false))];

    /// <summary>
    /// Compares the books with what the upstream received and the clients were answered, and every balance with its rows. Not by the
    /// audit, which asks the ledger anew for each row: with a hundred thousand of each that takes an hour.
    /// </summary>
    /// <param name="replies">Good replies that clients got.</param>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(long replies, CancellationToken stop)
    {
        var (rows, cost) = ReadSums();
        var received = await ReceivedAsync(stop) - _receivedBefore;
        var faults = new List<string>();
        Compare(faults, "requests at the upstream, replies to the clients", received, replies);
        Compare(faults, "usage rows, requests at the upstream", rows - _before.Rows, received);
        Compare(faults, "nano-dollars charged, requests times their cost", cost - _before.Cost, received * (long)(_costs.Plain * 1_000_000_000));
        Compare(faults, "holds left", Read("SELECT count(*), 0 FROM holds").Item1, 0);
        Array.ForEach(Differences, check => Compare(faults, check.What, Read(check.Sql).Item1, 0));
        return [.. faults.Select(fault => $"{Size}: {fault}")];
    }

    public void Dispose()
    {
        Data.Dispose();
        _upstream.Dispose();
    }

    private static string DifferencesOf(string table, string key, string entryKey, string held) => $"""
        SELECT count(*), 0 FROM {table} t
        LEFT JOIN (SELECT {entryKey} AS id, sum(amount) AS amount FROM ledger_entries WHERE kind = 2 GROUP BY {entryKey}) charges ON charges.id = t.{key}
        WHERE t.spent <> coalesce(charges.amount, 0) OR {held} <> 0
        """;

    private static void Compare(List<string> faults, string what, long actual, long expected)
    {
        if (actual != expected)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {actual}, not {expected}"));
        }
    }

    private async Task<long> ReceivedAsync(CancellationToken stop) =>
        (await _upstream.ReadCountsAsync(stop)).GetValueOrDefault(RelayWay.PassThrough.UpstreamKey)?.Total ?? 0;

    private (long Rows, long Cost) ReadSums() => Read(Sums);

    private (long, long) Read(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Data.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        _ = reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
