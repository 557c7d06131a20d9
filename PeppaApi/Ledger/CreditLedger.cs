using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Ledger;

/// <summary>Gives and reserves credit: the only way for the rest of the house to move money. Safe for any thread.</summary>
public sealed class CreditLedger
{
    /// <summary>The most that one grant may be: a million dollars.</summary>
    public const long LargestGrant = 1_000_000 * Credit.PerDollar;

    // Small enough that a page keeps the writer well below 50 ms.
    private const int UsagePage = 250;

    private readonly LedgerWriter _writer;
    private readonly TimeProvider _time;

    internal CreditLedger(LedgerWriter writer, TimeProvider time)
    {
        _writer = writer;
        _time = time;
    }

    /// <summary>What the disk took of the latest batch.</summary>
    internal TimeSpan DiskTime => _writer.DiskTime;

    /// <summary>Gives credit and returns the id of the grant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not above zero, or too large.</exception>
    /// <exception cref="InputException">It has expired already: between somebody's click and this, a moment passes.</exception>
    /// <param name="by">Who gives it by hand, for the audit log; none where a rule gives it.</param>
    public Task<long> GrantAsync(NewGrant grant, Actor? by = null)
    {
        Check(grant);
        return ActAsync(new GrantCommand(grant, by));
    }

    /// <summary>Gives credit for a source at most once, however many calls there are and whatever amounts they name.</summary>
    /// <param name="sourceKey">What it is given for, such as <c>signup:7</c>, <c>invite:42</c> or <c>topup-share:code-9</c>.</param>
    /// <returns>Whether it was given now, and the one grant of that source.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not above zero, or too large.</exception>
    /// <exception cref="InputException">It has expired already: between somebody's click and this, a moment passes.</exception>
    /// <param name="by">Who gives it by hand, for the audit log; none where a rule gives it.</param>
    public Task<GiveOnceResult> GiveOnceAsync(long userId, GrantKind kind, long amount, DateTimeOffset? expiresAt, string sourceKey, string? reason, Actor? by = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceKey);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceKey.Length, Grant.SourceKeyLength, nameof(sourceKey));
        var grant = new NewGrant(userId, kind, amount, expiresAt, reason);
        Check(grant);
        return ActAsync(new GiveOnceCommand(grant, sourceKey, by));
    }

    /// <summary>Gives back what a request was charged, or a part of it; never more than that in all.</summary>
    /// <param name="amount">Nano-dollars; none is all that has not been given back yet.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not above zero.</exception>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    /// <param name="by">Who gives it back, for the audit log.</param>
    public Task<RefundResult> RefundAsync(string requestId, long? amount, string reason, Actor? by = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount ?? 1, nameof(amount));
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ActAsync(new RefundCommand(requestId, amount, reason, by));
    }

    /// <summary>Takes unspent credit back, all of the amount or nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not above zero.</exception>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    /// <param name="by">Who takes it, for the audit log.</param>
    public Task<WithdrawResult> WithdrawAsync(long userId, long amount, string reason, Actor? by = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ActAsync(new WithdrawCommand(userId, amount, reason, by));
    }

    /// <summary>Turns the code with that hash into a grant for the user, a better group, or both, once for ever.</summary>
    public Task<RedeemResult> RedeemAsync(long userId, string codeHash) =>
        ActAsync(new RedeemCommand(userId, codeHash, Guid.NewGuid().ToString()));

    /// <summary>Holds credit for a request. Written when it returns; then the request may be sent.</summary>
    /// <returns>The reservation, or why there is none.</returns>
    public async Task<ReserveAnswer> ReserveAsync(ReserveRequest request)
    {
        var result = await _writer.RunAsync(new ReserveCommand(request));
        var reservation = result.Outcome == ReserveOutcome.Reserved
            ? new Reservation(_writer, request, result.HoldId, result.Amount)
            : null;
        return new ReserveAnswer(reservation, result.Outcome, result.Limit);
    }

    /// <summary>Holds credit for a task and writes its row; on the disk when it returns. Then the task may be sent.</summary>
    public Task<OpenTaskResult> OpenTaskAsync(ReserveRequest request, NewTask task) => _writer.RunAsync(new OpenTaskCommand(request, task));

    /// <summary>Charges what is held for a task, or gives it back.</summary>
    /// <returns>Whether it was done now; otherwise it had been before, and nothing changed.</returns>
    public async Task<bool> CloseTaskAsync(long taskId, TaskEnd end)
    {
        try
        {
            return await _writer.RunAsync(new CloseTaskCommand(taskId, end));
        }
        catch (LedgerUnavailableException)
        {
            _writer.Post(new OwedCommand(_writer, new CloseTaskCommand(taskId, end)));
            throw;
        }
    }

    /// <summary>Gives back by hand what is held for a task; the audit log says so.</summary>
    /// <returns>Whether it was done now; otherwise the task had ended before, and nothing changed.</returns>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    /// <param name="by">Who gives it back.</param>
    public Task<bool> ReleaseTaskAsync(long taskId, TaskEnd end, string reason, Actor? by)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ActAsync(new ReleaseTaskCommand(taskId, end, reason, by));
    }

    /// <summary>Writes the expiry of all credit that is past its time.</summary>
    public async Task ExpireDueAsync()
    {
        const int Page = 200;
        // Each page is a transaction of its own, so that requests are not kept waiting.
        for (long? after = 0; after is { } last;)
        {
            after = await _writer.RunAsync(new ExpireCommand(Page, last));
        }
    }

    /// <summary>Deletes usage records from before a moment, a page at a time, with room for requests in between; says how many.</summary>
    internal async Task<int> PurgeUsageAsync(DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var (gone, last) = (0, UsagePage);
        while (last == UsagePage)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = await _writer.RunAsync(new PurgeUsageCommand(before.ToUnixTimeMilliseconds(), UsagePage));
            gone += last;
        }

        return gone;
    }

    /// <summary>Resolves what a killed process left behind; see <see cref="RecoverCommand"/>. Returns how many holds there were.</summary>
    internal Task<int> RecoverAsync() => _writer.RunAsync(new RecoverCommand());

    /// <summary>How many changes wait for the writer.</summary>
    public int QueueLength => _writer.QueueLength;

    /// <summary>How many notes and owed settlements wait for it.</summary>
    public int NoteCount => _writer.NoteCount;

    /// <summary>What somebody does, who may be only looking.</summary>
    private Task<T> ActAsync<T>(LedgerCommand<T> command)
    {
        WriteGuard.Check();
        return _writer.RunAsync(command);
    }

    private void Check(NewGrant grant)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(grant.Amount, nameof(grant));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(grant.Amount, LargestGrant, nameof(grant));
        if (grant.ExpiresAt <= _time.GetUtcNow())
        {
            throw new InputException("expiresAt", "The expiry is in the past.");
        }
    }
}
