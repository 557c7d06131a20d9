namespace PeppaApi.Hosting;

/// <summary>Tells browsers what a page of ours may do: run our own scripts, talk to us, be shown in nobody's frame.</summary>
internal static class SecurityHeaders
{
    // MudBlazor sets styles in the page; scripts come from files only.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; "
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
        headers.ContentSecurityPolicy = policy;
        return next(context);
    }
}
