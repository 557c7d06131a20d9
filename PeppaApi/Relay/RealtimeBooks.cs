using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI.Realtime;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>Opens the books of a session.</summary>
internal sealed class RealtimeBookkeeper(CreditHolder holder, Settler settler, TokenAuthenticator authenticator, TokenCounter counter)
{
    public CreditHolder Holder => holder;

    public Settler Settler => settler;

    public RealtimeBooks Open(RelayExchange session) => new(this, session);

    public OutputText NewOutput(RelayExchange exchange) => new(counter, exchange.Parsed.Model);

    /// <summary>Whether the key, which was good when the session began, still is.</summary>
    public RelayFailure? Recheck(RelayExchange exchange) =>
        authenticator.Authenticate(exchange.Context.Request) is { Caller: null } verdict ? new RelayFailure.KeyRefused(verdict.Refusal) : null;
}

/// <summary>
/// The books of one session: a hold for the response that may come next, always, since an upstream that hears a pause answers by itself; one
/// more for each that the client asks for beside. Each response is settled by its own usage, in a record of its own. For two threads.
/// </summary>
internal sealed class RealtimeBooks(RealtimeBookkeeper keeper, RelayExchange session) : IDisposable
{
    // So that speech that is streamed does not come to the ledger with every piece.
    private const long CoveredAtOnce = 2_000;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RealtimeContext _context = ((RealtimeRequest)session.Parsed).Context;
    private readonly Queue<Entry> _entries = new([new Entry(session, keeper.NewOutput(session)) { Covered = session.CountedInput ?? session.Parsed.InputBound }]);
    private Entry _newest = null!;
    private int _asked;
    private int _number = 1;
    private int _active;
    private int _settled;
    private volatile bool _closing;
    private volatile bool _left;

    /// <summary>Whether a response is being written.</summary>
    public bool IsActive => Volatile.Read(ref _active) > 0;

    /// <summary>Whether one is, or was asked for.</summary>
    public bool IsAwaited => IsActive || Volatile.Read(ref _asked) > 0;

    /// <summary>What the response that is being written has said; none is kept longer.</summary>
    public OutputText Output => _entries.TryPeek(out var entry) ? entry.Output : _newest.Output;

    /// <summary>Makes sure, before an event goes upstream, that what it may cost is held.</summary>
    /// <returns>Why it must not go.</returns>
    public async Task<RelayFailure?> BeforeAsync(RealtimeClientEvent sent)
    {
        await _gate.WaitAsync();
        try
        {
            if (_closing)
            {
                return new RelayFailure.ShuttingDown();
            }

            _context.Note(sent, ImageTokens.Largest(session.Parsed.Model));
            _asked += sent.AsksForResponse ? 1 : 0;
            return await HoldAsync() ?? await CoverAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes note of an upstream's event; settles a response before its end goes to the client, and holds for the next.</summary>
    /// <returns>Why there can be no next.</returns>
    public async Task<RelayFailure?> AfterAsync(RealtimeServerEvent read)
    {
        if (read.Kind == RealtimeEventKind.Other)
        {
            return null;
        }

        await _gate.WaitAsync();
        try
        {
            return await NoteAsync(read);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>There will be no response but those that were asked for before this returns.</summary>
    public async Task HoldNoMoreAsync()
    {
        await _gate.WaitAsync();
        _closing = true;
        _gate.Release();
    }

    /// <summary>The session ends: nothing more is held.</summary>
    public void Close(RealtimeEnd end)
    {
        _left = end.Kind is RealtimeEndKind.ClientClosed or RealtimeEndKind.ClientGone;
        _closing = true;
    }

    /// <summary>Settles what was being written by what came of it, and gives the rest back.</summary>
    public async Task FinishAsync(string? errorCode)
    {
        while (_entries.TryDequeue(out var entry))
        {
            try
            {
                await FinishAsync(entry, errorCode);
            }
            catch (LedgerUnavailableException)
            {
                // It is owed, and written once it can be; so are the others.
            }

            entry.Output.Dispose();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task FinishAsync(Entry entry, string? errorCode)
    {
        if (_active > 0)
        {
            _active--;
            await SettleAsync(entry, null, _left ? UsageStatus.ClientGone : UsageStatus.Interrupted, errorCode);
        }
        else if (_settled == 0 && entry.Exchange == session)
        {
            // The id that the client was given finds a record.
            await keeper.Settler.SettleAsync(session, new Delivery(default, UsageBasis.None, UsageStatus.Succeeded, Billable: false, errorCode));
        }
        else
        {
            await entry.Exchange.Reservation.DropAsync();
        }
    }

    private async Task<RelayFailure?> NoteAsync(RealtimeServerEvent read)
    {
        switch (read.Kind)
        {
            case RealtimeEventKind.Created:
                _active++;
                // Whoever asked for it, and however: none is written without a hold of its own.
                _asked = Math.Max(_asked, _active);
                _context.Begin();
                var failure = await HoldAsync();
                var begun = _entries.ElementAtOrDefault(_active - 1);
                begun?.Exchange.StartNow();
                begun?.Exchange.Reservation.MarkSent();
                return failure;
            case RealtimeEventKind.Error:
                // What was asked for may be refused: no response comes of it.
                _asked = Math.Max(_active, _asked - 1);
                return null;
            case RealtimeEventKind.Done:
                return await EndAsync(read.Usage);
            default:
                if (_entries.TryPeek(out var entry))
                {
                    entry.Exchange.NoteFirstByte();
                    ((RealtimeRequest)entry.Exchange.Parsed).SpokenLetters += read.SoundLetters;
                }

                return null;
        }
    }

    private async Task<RelayFailure?> EndAsync(UsageReport? usage)
    {
        _active = Math.Max(0, _active - 1);
        _asked = Math.Max(0, _asked - 1);
        if (_entries.TryDequeue(out var entry))
        {
            await SettleAsync(entry, usage, _left ? UsageStatus.ClientGone : UsageStatus.Succeeded, null);
            entry.Output.Dispose();
        }

        _context.End(usage);
        return await HoldAsync();
    }

    private async Task SettleAsync(Entry entry, UsageReport? usage, UsageStatus status, string? errorCode)
    {
        var exchange = entry.Exchange;
        var came = usage is not null || entry.Output.Any || exchange.Parsed.Assumed != default;
        var (measured, basis) = came ? keeper.Settler.Measure(exchange, usage, entry.Output) : (default, UsageBasis.None);
        await keeper.Settler.SettleAsync(exchange, new Delivery(measured, basis, came ? status : UsageStatus.Failed, came, errorCode));
        _settled++;
        session.UsedTokens += exchange == session ? 0 : exchange.UsedTokens;
    }

    /// <summary>As many holds as responses may be written at once: those asked for, and at least one.</summary>
    private async Task<RelayFailure?> HoldAsync()
    {
        while (!_closing && _entries.Count < Math.Max(1, _asked))
        {
            var next = session.Next(++_number);
            if ((keeper.Recheck(session) ?? await keeper.Holder.HoldAsync(next)) is { } failure)
            {
                return failure;
            }

            _newest = new Entry(next, keeper.NewOutput(next)) { Covered = next.CountedInput ?? next.Parsed.InputBound };
            _entries.Enqueue(_newest);
        }

        return null;
    }

    /// <summary>The input has grown beyond what is held for.</summary>
    private async Task<RelayFailure?> CoverAsync()
    {
        var entry = _entries.Last();
        var missing = _context.Needed - entry.Covered;
        if (missing <= 0 || session.Price.PerCall is not null)
        {
            return null;
        }

        var wanted = Math.Max(CoveredAtOnce, missing);
        var cost = CreditHolder.InputCost(entry.Exchange, wanted);
        var added = await entry.Exchange.Reservation.ExtendAsync(cost);
        if (added < CreditHolder.InputCost(entry.Exchange, missing))
        {
            return new RelayFailure.ShortOfCredit(ReserveOutcome.AccountShort);
        }

        entry.Covered += added == cost ? wanted : missing;
        return null;
    }

    private sealed record Entry(RelayExchange Exchange, OutputText Output)
    {
        /// <summary>Input tokens that are held for.</summary>
        public long Covered { get; set; }
    }
}
