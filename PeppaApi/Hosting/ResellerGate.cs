using Microsoft.AspNetCore.Diagnostics;
using PeppaApi.Settings;

namespace PeppaApi.Hosting;

/// <summary>On a reseller host, keeps out all that is not open there, and what would name the operator: pages about errors, sites that our forms lead to.</summary>
internal static partial class ResellerGate
{
    private const string LookUp = "/look-up";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>
    /// Notes whether the request came by a reseller host. Used before and after forwarded headers: whoever comes by such a host
    /// cannot say that it was another, even behind a proxy that lets <c>X-Forwarded-Host</c> of clients through.
    /// </summary>
    public static void UseResellerMark(this WebApplication app)
    {
        var hosts = app.Services.GetRequiredService<ResellerHosts>();
        app.Use((context, next) =>
        {
            hosts.MarkIfNamed(context);
            return next(context);
        });
    }

    /// <summary>Before routing: the look-up page stands where the front page would.</summary>
    public static void UseResellerFront(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Path == "/" && ResellerHosts.Is(context))
        {
            context.Request.Path = LookUp;
        }

        return next(context);
    });

    /// <summary>After routing, which has served the relay's doors by then, and after the site's own pages for errors, which it leaves out.</summary>
    public static void UseResellerGate(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ResellerGate));
        app.Use((context, next) => ResellerHosts.Is(context) ? PassAsync(context, next, logger) : next(context));
    }

    private static async Task PassAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        // A mark of the framework that the page is made with.
        context.Response.OnStarting(() => Task.FromResult(context.Response.Headers.Remove("blazor-enhanced-nav")));
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        if (!ResellerHosts.IsOpen(context.GetEndpoint()))
        {
            await EndAsync(context, StatusCodes.Status404NotFound, "Not found.");
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, exception, context.TraceIdentifier);
            await EndAsync(context, StatusCodes.Status500InternalServerError, "Something went wrong. Try again in a moment.");
        }
    }

    private static Task EndAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(words, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1120, Level = LogLevel.Error, Message = "A request by a reseller host failed ({TraceId})")]
        public static partial void Failed(ILogger logger, Exception exception, string traceId);
    }
}
