using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace PeppaApi.Components;

/// <summary>
/// Bounds how many pages strangers keep live at once: each takes some memory here, and nobody has to say who they are to open one. Whoever
/// is signed in is not counted. Beyond the bound a page stays as it was when it came, and tries again by itself. Safe for any thread.
/// </summary>
internal sealed class VisitorGate : IDisposable
{
    private const string Address = "/_blazor";
    private readonly SiteOptions _options;
    private readonly Meter _meter;
    private int _open;

    public VisitorGate(IOptions<SiteOptions> options, IMeterFactory meters)
    {
        _options = options.Value;
        _meter = meters.Create("PeppaApi.Site");
        _meter.CreateObservableGauge("peppa.site.visitors", () => Volatile.Read(ref _open), "{page}", "Live pages of visitors who are not signed in.");
    }

    /// <summary>The connection of a page lasts as long as its request.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var connects = context.Request.Path == Address && !HttpMethods.IsPost(context.Request.Method);
        if (!connects || context.User.Identity is { IsAuthenticated: true })
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _open) <= _options.MaxVisitors)
            {
                await next(context);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public void Dispose() => _meter.Dispose();
}
