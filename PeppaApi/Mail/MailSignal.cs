using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Mail;

/// <summary>Wakes the sender as soon as a mail was stored, by whomever.</summary>
internal sealed class MailSignal : IDataChangeListener, IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);

    public Task RefreshAsync(IReadOnlyList<object> changed)
    {
        if (changed.OfType<QueuedMail>().Any(mail => mail.State == MailState.Pending))
        {
            Wake();
        }

        return Task.CompletedTask;
    }

    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Waits for a call, or as long as told.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _wake.WaitAsync(most, cancellationToken);

    public void Dispose() => _wake.Dispose();
}
