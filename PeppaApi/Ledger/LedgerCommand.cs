namespace PeppaApi.Ledger;

/// <summary>One change of money, carried out by the <see cref="LedgerWriter"/> in a transaction shared with others.</summary>
internal abstract class LedgerCommand
{
    /// <summary>Whether the change must be on the disk before the caller is told.</summary>
    public virtual bool Durable => true;

    /// <summary>Whether it may be turned away while too much waits. Not so where something taken on before is brought to its end.</summary>
    public virtual bool MayBeRefused => true;

    /// <summary>Carries the change out. Runs again from the start if the shared transaction fails.</summary>
    public abstract void Execute(LedgerStore store);

    /// <summary>Tells the caller, after the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

internal abstract class LedgerCommand<TResult> : LedgerCommand
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Completion => _completion.Task;

    public sealed override void Execute(LedgerStore store) => _result = Run(store);

    public sealed override void Complete() => _completion.TrySetResult(_result!);

    public sealed override void Fail(Exception exception) => _completion.TrySetException(exception);

    protected abstract TResult Run(LedgerStore store);
}
