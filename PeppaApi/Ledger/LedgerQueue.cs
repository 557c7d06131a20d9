namespace PeppaApi.Ledger;

/// <summary>
/// What waits for the <see cref="LedgerWriter"/>: commands that somebody waits for, and notes that nobody does. A note
/// wakes nobody: it goes along once the oldest has waited for <see cref="NoteDelay"/>. Many may add, one takes.
/// </summary>
internal sealed class LedgerQueue(TimeProvider time)
{
    public static readonly TimeSpan NoteDelay = TimeSpan.FromMilliseconds(50);

    // A monitor, because waiting on it does not spin: on few cores that would take time from those who are waited for.
    private readonly object _gate = new();
    private readonly Queue<LedgerCommand> _commands = new();
    private readonly Queue<LedgerCommand> _notes = new();
    private long _firstNoteAt;
    private bool _closed;

    /// <summary>How many commands wait.</summary>
    public int Length
    {
        get
        {
            lock (_gate)
            {
                return _commands.Count;
            }
        }
    }

    /// <exception cref="ObjectDisposedException">The writer has ended.</exception>
    public void Add(LedgerCommand command)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _commands.Enqueue(command);
            if (_commands.Count == 1)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Leaves a note; after <see cref="Close"/> it is forgotten.</summary>
    public void AddNote(LedgerCommand note)
    {
        lock (_gate)
        {
            if (_notes.Count == 0)
            {
                _firstNoteAt = time.GetTimestamp();
            }

            _notes.Enqueue(note);
        }
    }

    /// <summary>Nothing more is added; what waits is still taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for commands or ripe notes and moves up to <paramref name="most"/> into <paramref name="batch"/>; false once all is done.</summary>
    public bool Take(List<LedgerCommand> batch, int most)
    {
        lock (_gate)
        {
            while (_commands.Count == 0 && !_closed && !NotesAreRipe())
            {
                Monitor.Wait(_gate, NoteDelay);
            }

            for (var notes = NotesAreRipe() || _closed; notes && batch.Count < most && _notes.TryDequeue(out var note);)
            {
                batch.Add(note);
            }

            while (batch.Count < most && _commands.TryDequeue(out var command))
            {
                batch.Add(command);
            }

            return batch.Count > 0;
        }
    }

    private bool NotesAreRipe() => _notes.Count > 0 && time.GetElapsedTime(_firstNoteAt) >= NoteDelay;
}
