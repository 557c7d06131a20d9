using Microsoft.Data.Sqlite;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>What brings a commit to the disk: SQLite's own flush, or that of the log by itself.</summary>
public sealed class LedgerStoreTests : IAsyncDisposable
{
    private const long Normal = 1;
    private const long Full = 2;
    private readonly TempFolder _folder = new();

    public LedgerStoreTests()
    {
        using var connection = Connect();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE facts (id INTEGER PRIMARY KEY)";
        command.ExecuteNonQuery();
    }

    private string Database => Path.Combine(_folder.Path, "some.db");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public void Commits_ThatMustSurviveAPowerCut_AreFlushedApartFromTheSecondOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere SQLite flushes each of them.");
        using var connection = Connect();
        using var store = new LedgerStore(connection, TimeProvider.System);
        Assert.Equal((Full, true), Commit(store, durable: true));
        Assert.Equal((Normal, true), Commit(store, durable: true));
        Assert.Equal((Normal, true), Commit(store, durable: false));
    }

    [Fact]
    public void ADisk_ThatDoesNotConfirm_LeavesTheFlushToSqliteForGood()
    {
        // The system refuses to flush what is no file.
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "none-wal"), "/dev/null");
        using var connection = Connect();
        using var store = new LedgerStore(connection, TimeProvider.System, _ => LogFile.TryOpen(Path.Combine(_folder.Path, "none")));
        Assert.Equal((Full, true), Commit(store, durable: true));
        Assert.Equal((Normal, false), Commit(store, durable: true));
        Assert.Equal((Full, true), Commit(store, durable: true));
        Assert.Equal((Full, true), Commit(store, durable: true));
        Assert.Equal(4, store["SELECT count(*) FROM facts"].ReadRow()![0]);
    }

    [Fact]
    public void ALog_ThatIsNotThere_LeavesTheFlushToSqlite()
    {
        using var connection = Connect();
        using var store = new LedgerStore(connection, TimeProvider.System, _ => LogFile.TryOpen(Path.Combine(_folder.Path, "none")));
        Assert.Equal((Full, true), Commit(store, durable: true));
        Assert.Equal((Full, true), Commit(store, durable: true));
    }

    [Fact]
    public void Statements_ThatRunAgain_HaveTheValuesOfTheirLastRun()
    {
        using var connection = Connect();
        using var store = new LedgerStore(connection, TimeProvider.System);
        LedgerValue none = (string?)null;
        LedgerValue[][] runs = [["one", 1L, none], ["one", 1L, none], [none, 1L, "three"], ["", none, "three"], [new string("three"), 0L, ""], ["", true, none]];
        foreach (var run in runs)
        {
            var read = store["SELECT coalesce(@p0, 'none') || '|' || coalesce(@p1, 'none') || '|' || coalesce(@p2, 'none')"].ReadText(run);
            Assert.Equal(string.Join('|', run.Select(value => value.Text ?? value.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none")), read);
        }
    }

    /// <returns>SQLite's level of care in the commit, and what the flush said.</returns>
    private static (long Care, bool Flushed) Commit(LedgerStore store, bool durable)
    {
        store.InTransaction(durable, isPatient: true, () => store["INSERT INTO facts DEFAULT VALUES"].ChangeOne());
        var care = store["PRAGMA synchronous"].ReadRow()![0]!.Value;
        return (care, !durable || store.Flush());
    }

    private SqliteConnection Connect() => new($"Data Source={Database};Pooling=False");
}
