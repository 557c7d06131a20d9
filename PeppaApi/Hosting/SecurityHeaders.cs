namespace PeppaApi.Hosting;

/// <summary>
/// Tells browsers what a page of ours may do: run our own scripts, talk to us, be shown in nobody's frame; that the site is to be reached
/// by HTTPS once it was; and that nobody keeps what is not said to be for everybody.
/// </summary>
internal static class SecurityHeaders
{
    // A year. Not for subdomains, which may be others' to decide.
    private const string TransportSecurity = "max-age=31536000";

    // MudBlazor sets styles in the page; scripts come from files only.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; object-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; "
        + "frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    /// <param name="formTargets">Other sites that our forms lead to, such as those of sign-in.</param>
    public static void UseSecurityHeaders(this IApplicationBuilder app, IEnumerable<string> formTargets)
    {
        var policy = string.Join(' ', [ContentSecurityPolicy, .. formTargets]);
        app.Use((context, next) => Write(context, policy, next));
    }

    private static Task Write(HttpContext context, string policy, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = policy;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = TransportSecurity;
        }

        context.Response.OnStarting(static state => KeepPrivate((HttpResponse)state), context.Response);
        return next(context);
    }

    /// <summary>What does not say itself that it may be kept, such as a file of the site, is nobody's to keep.</summary>
    private static Task KeepPrivate(HttpResponse response)
    {
        if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}
