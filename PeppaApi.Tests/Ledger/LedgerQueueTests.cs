using PeppaApi.Ledger;

namespace PeppaApi.Tests.Ledger;

/// <summary>Who is served first.</summary>
public sealed class LedgerQueueTests
{
    [Fact]
    public async Task Command_BehindMoreNotesThanABatchHolds_IsTaken()
    {
        const int Most = 256;
        var queue = new LedgerQueue(TimeProvider.System, 100);
        queue.Release();
        for (var i = 0; i < 3 * Most; i++)
        {
            queue.AddNote(new Nothing());
        }

        await Task.Delay(2 * LedgerQueue.NoteDelay);
        var command = new Nothing();
        Assert.Null(queue.Add(command));
        var batch = new List<LedgerCommand>();
        Assert.True(queue.Take(batch, Most));
        Assert.Contains(command, batch);
        Assert.Equal(Most / 2, batch.Count - 1);
        // With nobody waiting, all of the room is theirs.
        queue.Release();
        batch.Clear();
        Assert.True(queue.Take(batch, Most));
        Assert.Equal(Most, batch.Count);
    }

    private sealed class Nothing : LedgerCommand
    {
        public override void Execute(LedgerStore store)
        {
        }

        public override void Complete()
        {
        }

        public override void Fail(Exception exception)
        {
        }
    }
}
