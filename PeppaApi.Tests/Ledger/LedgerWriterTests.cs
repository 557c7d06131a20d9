using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>Who carries a command out, and what becomes of the log.</summary>
public sealed class LedgerWriterTests : IAsyncLifetime
{
    private const string WriterThread = "Ledger writer";
    private LedgerBed _bed = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await LedgerBed.CreateAsync();
        // The writer has opened its database by then.
        await _bed.GrantAsync(1_000_000_000);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _bed.AuditAsync()).Differences);
        await _bed.DisposeAsync();
    }

    [Fact]
    public void Command_WhileNothingWaits_IsCarriedOutByWhoBringsIt()
    {
        var command = new ProbeCommand(_bed.Clock);
        var task = _bed.Writer.RunAsync(command);
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, command.ThreadId);
    }

    [Fact]
    public async Task Commands_WhileTheBooksAreTaken_ShareATransactionOfTheThread()
    {
        using var gate = new ManualResetEventSlim();
        await _bed.Writer.BlockAsync(gate);
        var commands = Enumerable.Range(0, 50).Select(_ => new ProbeCommand(_bed.Clock)).ToArray();
        var tasks = commands.Select(command => _bed.Writer.RunAsync(command)).ToArray();
        Assert.All(tasks, task => Assert.False(task.IsCompleted));
        gate.Set();
        await Task.WhenAll(tasks);
        Assert.All(commands, command => Assert.Equal(WriterThread, command.ThreadName));
        Assert.Single(commands.Select(command => command.Moment).Distinct());
        // Where many come together the next one waits for others.
        var next = new ProbeCommand(_bed.Clock);
        await _bed.Writer.RunAsync(next);
        Assert.Equal(WriterThread, next.ThreadName);
        await Eventually.UntilAsync(async () =>
        {
            var later = new ProbeCommand(_bed.Clock);
            await _bed.Writer.RunAsync(later);
            return later.ThreadName != WriterThread;
        });
    }

    [Fact]
    public async Task Command_WhileAnotherProcessHasTheFile_DoesNotKeepWhoBringsIt()
    {
        await using var other = new SqliteConnection($"Data Source={_bed.DatabasePath};Pooling=False");
        await other.OpenAsync();
        await ExecuteAsync(other, "BEGIN IMMEDIATE");
        var command = new ProbeCommand(_bed.Clock);
        var task = _bed.Writer.RunAsync(command);
        Assert.False(task.IsCompleted);
        await ExecuteAsync(other, "ROLLBACK");
        await task;
        Assert.Equal(WriterThread, command.ThreadName);
    }

    [Fact]
    public async Task Command_ThatFails_ChangesNothingWhoeverCarriesItOut()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bed.Writer.RunAsync(new BadCommand()));
        Assert.Equal(0, (await _bed.BalanceAsync()).Held);
        var next = new ProbeCommand(_bed.Clock);
        await _bed.Writer.RunAsync(next);
        Assert.NotNull((await _bed.ReserveAsync(10)).Reservation);
    }

    [Fact]
    public async Task Log_WhileCommandsComeWithoutPause_IsCarriedOverAndBeginsAnew()
    {
        await _bed.Writer.RunAsync(new FillCommand(0));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 800; i++)
            {
                await _bed.Writer.RunAsync(new FillCommand(20));
            }
        })));
        // 64,000 pages and more went to it.
        Assert.InRange(LogPages(), 1, 5 * Checkpointer.Pages / 2);
    }

    [Fact]
    public async Task Log_WhileSomebodyReads_GrowsAndBeginsAnewAfterwards()
    {
        await _bed.Writer.RunAsync(new FillCommand(0));
        await using (var reader = new SqliteConnection($"Data Source={_bed.DatabasePath};Pooling=False"))
        {
            await reader.OpenAsync();
            await ExecuteAsync(reader, "BEGIN; SELECT count(*) FROM accounts");
            await FillAsync(Checkpointer.Pages + 2_000);
            Assert.InRange(LogPages(), Checkpointer.Pages + 2_000, int.MaxValue);
        }

        await FillAsync(Checkpointer.Pages);
        var before = LogPages();
        await FillAsync(4 * Checkpointer.Pages);
        // It is carried over beside the commits, sooner or later; had it not begun anew, all four would have come to it.
        Assert.InRange(LogPages(), 1, before + (2 * Checkpointer.Pages));
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task FillAsync(int pages)
    {
        for (var i = 0; i < pages / 20; i++)
        {
            await _bed.Writer.RunAsync(new FillCommand(20));
        }
    }

    private long LogPages() => new FileInfo(_bed.DatabasePath + "-wal").Length / 4120;

    private sealed class ProbeCommand(FakeTimeProvider clock) : LedgerCommand<bool>
    {
        public int ThreadId { get; private set; }

        public string? ThreadName { get; private set; }

        /// <summary>That of its transaction; the next one has a later.</summary>
        public long Moment { get; private set; }

        protected override bool Run(LedgerStore store)
        {
            (ThreadId, ThreadName, Moment) = (Environment.CurrentManagedThreadId, Thread.CurrentThread.Name, store.Now);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            return true;
        }
    }

    private sealed class BadCommand : LedgerCommand<bool>
    {
        protected override bool Run(LedgerStore store)
        {
            store["UPDATE accounts SET held = held + 7"].ChangeOne();
            throw new InvalidOperationException("It is bad.");
        }
    }

    /// <summary>Changes so many pages; none makes the table.</summary>
    private sealed class FillCommand(int pages) : LedgerCommand<bool>
    {
        public override bool Durable => false;

        protected override bool Run(LedgerStore store)
        {
            _ = pages == 0
                ? store["CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) SELECT i, randomblob(3000) AS b FROM n"].Change()
                : store["UPDATE filler SET b = randomblob(3000) WHERE i <= @p0"].Change(pages);
            return true;
        }
    }
}
