namespace PeppaApi.Components;

/// <summary>
/// Pages for everybody leave compressed: of visitors who are not signed in, and asked for without a query. Over HTTPS the length of what is compressed
/// can give away a secret that stands beside what an attacker chose; here there is neither. See docs/decisions/0025.
/// </summary>
internal static class PageCompression
{
    public static void AddPageCompression(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = ["text/html"];
    });

    /// <summary>After authentication. The site's files were compressed when it was built or published, and pass as they are.</summary>
    public static void UsePageCompression(this IApplicationBuilder app) =>
        app.UseWhen(IsForEverybody, branch => branch.UseResponseCompression());

    private static bool IsForEverybody(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.User.Identity is not { IsAuthenticated: true } && !context.Request.QueryString.HasValue;
}
