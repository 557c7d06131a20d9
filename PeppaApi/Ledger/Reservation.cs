using PeppaApi.Data.Entities;

namespace PeppaApi.Ledger;

/// <summary>
/// A hold that must be resolved: by <see cref="SettleAsync"/>, or else released when disposed.
/// Used by one request; not for several threads at once.
/// </summary>
public sealed class Reservation : IAsyncDisposable
{
    private readonly LedgerWriter _writer;
    private readonly ReserveRequest _request;
    private volatile bool _resolved;
    private bool _sent;

    internal Reservation(LedgerWriter writer, ReserveRequest request, long holdId, long amount)
    {
        _writer = writer;
        _request = request;
        HoldId = holdId;
        Amount = amount;
    }

    internal long HoldId { get; }

    /// <summary>Whether a settlement is under way or done.</summary>
    internal bool IsResolved => _resolved;

    /// <summary>Nano-dollars held for the request.</summary>
    public long Amount { get; private set; }

    /// <summary>Notes, without waiting, that the request is about to go upstream.</summary>
    public void MarkSent()
    {
        if (!_sent)
        {
            _sent = true;
            _writer.Post(new MarkSentCommand(this));
        }
    }

    /// <summary>Adds to the hold what account and token can give, up to <paramref name="wanted"/>; says how much that was.</summary>
    public async Task<long> ExtendAsync(long wanted)
    {
        try
        {
            var added = await _writer.RunAsync(new ExtendCommand(HoldId, _request, wanted));
            Amount += added;
            return added;
        }
        catch (LedgerUnavailableException)
        {
            return 0;
        }
    }

    /// <summary>Gives the hold back where nothing came to be sent for it, as soon as it can be; no usage record is left.</summary>
    public async Task DropAsync()
    {
        _resolved = true;
        try
        {
            await _writer.RunAsync(new DropCommand(HoldId, _request));
        }
        catch (LedgerUnavailableException)
        {
            _writer.Post(new OwedCommand(_writer, new DropCommand(HoldId, _request)));
        }
    }

    /// <summary>Charges <see cref="UsageRecord.Cost"/> and stores the record. Durable when it returns. Not cancellable: it is too important.</summary>
    /// <param name="isDelivered">Whether the client has the reply; if not, it gets none where this fails, and is charged nothing.</param>
    /// <exception cref="LedgerUnavailableException">It cannot be written now, and will be once it can.</exception>
    public async Task<SettleResult> SettleAsync(UsageRecord usage, bool isDelivered = true)
    {
        _resolved = true;
        usage.RequestId = _request.RequestId;
        usage.UserId = _request.UserId;
        usage.TokenId = _request.TokenId;
        usage.Model = _request.Model;
        usage.GroupName = _request.GroupName;
        usage.PriceId = _request.PriceId;
        usage.MultiplierParts = _request.MultiplierParts;
        try
        {
            return await _writer.RunAsync(new SettleCommand(HoldId, usage, _request.Limits));
        }
        catch (LedgerUnavailableException)
        {
            var owed = isDelivered ? usage : NotDelivered(usage);
            _writer.Post(new OwedCommand(_writer, new SettleCommand(HoldId, owed, _request.Limits)));
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_resolved)
        {
            await SettleAsync(new UsageRecord
            {
                RequestId = _request.RequestId,
                Model = _request.Model,
                GroupName = _request.GroupName,
                Status = UsageStatus.Failed,
                ErrorCode = "internal_error",
            });
        }
    }

    private static UsageRecord NotDelivered(UsageRecord usage) => new()
    {
        RequestId = usage.RequestId,
        UserId = usage.UserId,
        TokenId = usage.TokenId,
        Model = usage.Model,
        GroupName = usage.GroupName,
        PriceId = usage.PriceId,
        MultiplierParts = usage.MultiplierParts,
        ChannelId = usage.ChannelId,
        Operation = usage.Operation,
        Stream = usage.Stream,
        DurationMs = usage.DurationMs,
        Attempts = usage.Attempts,
        Status = UsageStatus.Failed,
        ErrorCode = "storage_unavailable",
    };
}
