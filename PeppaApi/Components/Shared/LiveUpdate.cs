using System.Globalization;

namespace PeppaApi.Components.Shared;

/// <summary>
/// Reloads a live page when something happened elsewhere. Many events in a moment make one reload; it speaks the language of
/// the page, not that of whoever caused the event. Made where the page begins; asked from any thread.
/// </summary>
/// <param name="invoke">The page's own <c>InvokeAsync</c>.</param>
internal sealed class LiveUpdate(Func<Func<Task>, Task> invoke, Func<Task> reload, TimeProvider time)
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(500);
    private readonly CultureInfo _format = CultureInfo.CurrentCulture;
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;
    private int _waiting;

    public void Request()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0)
        {
            _ = invoke(async () =>
            {
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_format, _language);
                await Task.Delay(Breath, time);
                Volatile.Write(ref _waiting, 0);
                await reload();
            });
        }
    }
}
