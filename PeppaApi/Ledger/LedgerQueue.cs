using System.Diagnostics;

namespace PeppaApi.Ledger;

/// <summary>
/// What waits for the <see cref="LedgerWriter"/>: commands that somebody waits for, and notes that nobody does. A note
/// wakes nobody: it goes along with a command once the oldest has waited for <see cref="NoteDelay"/>. Many may add, one takes.
/// Bounded: beyond <paramref name="limit"/> commands, or while a batch takes longer than <see cref="StallsAfter"/>, only what
/// <see cref="LedgerCommand.MayBeRefused"/> excepts comes in; of that and of notes there are no more than requests under way.
/// Whoever has a command carried out, the writer or (<see cref="TryTake"/>) somebody else, has the books for themselves until <see cref="Release"/>.
/// </summary>
internal sealed class LedgerQueue(TimeProvider time, int limit)
{
    /// <summary>A batch takes milliseconds. One that takes so long waits for a lock or a disk that does not answer, whatever the injected clock says.</summary>
    public static readonly TimeSpan StallsAfter = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan NoteDelay = TimeSpan.FromMilliseconds(50);

    // With so many in a transaction on average, sharing it saves more than handing over costs.
    private const double FewTogether = 3;

    // A monitor, because waiting on it does not spin: on few cores that would take time from those who are waited for.
    private readonly object _gate = new();
    private readonly Queue<LedgerCommand> _commands = new();
    private readonly Queue<LedgerCommand> _notes = new();
    private long _firstNoteAt;
    private long? _takenAt;
    private bool _taken = true;
    private double _together = 1;
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

    /// <summary>How many notes wait.</summary>
    public int NoteCount
    {
        get
        {
            lock (_gate)
            {
                return _notes.Count;
            }
        }
    }

    /// <returns>Why the command is not taken on, or <see langword="null"/>.</returns>
    /// <exception cref="ObjectDisposedException">The writer has ended.</exception>
    public LedgerTrouble? Add(LedgerCommand command)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (command.MayBeRefused && Trouble() is { } trouble)
            {
                return trouble;
            }

            _commands.Enqueue(command);
            if (_commands.Count == 1 && !_taken)
            {
                Monitor.Pulse(_gate);
            }

            return null;
        }
    }

    /// <summary>
    /// Takes the books for a command of one's own, and with it the notes that are ripe. Only where no command waits and little comes: many share a
    /// transaction better.
    /// </summary>
    /// <returns>What is to be carried out, whereupon <see cref="Release"/> must follow; none where they were not free.</returns>
    public List<LedgerCommand>? TryTake(LedgerCommand command, int most)
    {
        lock (_gate)
        {
            if (_taken || _together > FewTogether || _closed || _commands.Count > 0)
            {
                return null;
            }

            List<LedgerCommand> batch = [];
            TakeNotes(batch, most - 1);
            batch.Add(command);
            Begin(together: 1);
            return batch;
        }
    }

    /// <summary>Gives the books back; they are taken from the beginning.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _taken = false;
            _takenAt = null;
            if (_commands.Count > 0 || _closed)
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
            if (_closed)
            {
                return;
            }

            if (_notes.Count == 0)
            {
                _firstNoteAt = time.GetTimestamp();
            }

            _notes.Enqueue(note);
        }
    }

    /// <summary>The batch that was taken is through, well or not: nothing stalls.</summary>
    public void NoteDone()
    {
        lock (_gate)
        {
            _takenAt = null;
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

    /// <summary>Waits for commands or ripe notes, takes the books and moves up to <paramref name="most"/> into <paramref name="batch"/>; false once all is done.</summary>
    public bool Take(List<LedgerCommand> batch, int most)
    {
        lock (_gate)
        {
            while (_taken || (_commands.Count == 0 && !_closed && !NotesAreRipe()))
            {
                Monitor.Wait(_gate, NoteDelay);
            }

            // Somebody waits for a command, nobody for a note: notes that come back, as their settlement cannot be written, do not keep commands out.
            TakeNotes(batch, _commands.Count == 0 ? most : most / 2);
            Begin(_commands.Count);
            while (batch.Count < most && _commands.TryDequeue(out var command))
            {
                batch.Add(command);
            }

            return batch.Count > 0;
        }
    }

    private LedgerTrouble? Trouble() =>
        _takenAt is { } since && Stopwatch.GetElapsedTime(since) > StallsAfter ? LedgerTrouble.Storage
        : _commands.Count >= limit ? LedgerTrouble.Busy
        : null;

    private void Begin(int together)
    {
        _taken = true;
        _takenAt = Stopwatch.GetTimestamp();
        // An average of the last sixteen or so.
        _together += (together - _together) / 16;
    }

    private void TakeNotes(List<LedgerCommand> batch, int most)
    {
        for (var ripe = NotesAreRipe() || _closed; ripe && batch.Count < most && _notes.TryDequeue(out var note);)
        {
            batch.Add(note);
        }
    }

    private bool NotesAreRipe() => _notes.Count > 0 && time.GetElapsedTime(_firstNoteAt) >= NoteDelay;
}
