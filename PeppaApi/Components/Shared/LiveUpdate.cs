using System.Globalization;

namespace PeppaApi.Components.Shared;

/// <summary>
/// Reloads a live page when something happened elsewhere. Many events in a moment make one reload; it speaks the language of
/// the page, not that of whoever caused the event. Made where the page begins and ended where it ends; asked from any thread.
/// </summary>
/// <param name="invoke">The page's own <c>InvokeAsync</c>.</param>
/// <param name="breath">How long events are gathered; none is half a second.</param>
internal sealed class LiveUpdate(Func<Func<Task>, Task> invoke, Func<Task> reload, TimeProvider time, TimeSpan? breath = null) : IDisposable
{
    private readonly TimeSpan _breath = breath ?? TimeSpan.FromMilliseconds(500);
    private readonly CultureInfo _format = CultureInfo.CurrentCulture;
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;
    private readonly CancellationTokenSource _leave = new();
    private int _waiting;
    private volatile bool _ended;

    public void Request()
    {
        if (!_ended && Interlocked.Exchange(ref _waiting, 1) == 0)
        {
            _ = invoke(RunAsync);
        }
    }

    public void Dispose()
    {
        _ended = true;
        _leave.Cancel();
        _leave.Dispose();
    }

    private async Task RunAsync()
    {
        if (_ended)
        {
            return;
        }

        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_format, _language);
        await Task.Delay(_breath, time, _leave.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Volatile.Write(ref _waiting, 0);
        if (!_ended)
        {
            await reload();
        }
    }
}
