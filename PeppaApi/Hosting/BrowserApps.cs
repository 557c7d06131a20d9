namespace PeppaApi.Hosting;

/// <summary>
/// Lets apps that run in browsers on other sites call the relay's doors. Only the doors: they know one way in, a key that the
/// app must have, and no cookie, so that nobody's visit to another site can spend anything. See docs/decisions/0015.
/// </summary>
internal static class BrowserApps
{
    /// <summary>For as long as browsers remember the answer to a preflight; Chromium takes no more than two hours.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    private static readonly PathString[] Doors = ["/v1", "/v1beta", "/dashboard/billing", "/mj", "/fast/mj", "/relax/mj", "/turbo/mj"];

    /// <summary>Before routing, where the doors' requests leave.</summary>
    public static void UseBrowserApps(this IApplicationBuilder app) =>
        app.UseWhen(
            context => context.Request.Headers.ContainsKey("Origin") && Array.Exists(Doors, door => context.Request.Path.StartsWithSegments(door)),
            branch => branch.UseCors(anybody => anybody
                .AllowAnyOrigin().AllowAnyMethod().AllowAnyHeader()
                .WithExposedHeaders("X-Request-Id", "request-id", "Retry-After")
                .SetPreflightMaxAge(Remembered)));
}
