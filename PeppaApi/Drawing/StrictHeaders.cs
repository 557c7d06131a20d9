namespace PeppaApi.Drawing;

/// <summary>Headers for bytes that an upstream made: they are what their type says and nothing else, and nobody but the owner keeps them.</summary>
internal static class StrictHeaders
{
    public static void Set(HttpResponse response, string type, long? length, bool isFinal)
    {
        response.ContentType = type;
        response.ContentLength = length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = isFinal ? "private, max-age=3600" : "no-store";
    }
}

/// <summary>Passes a body on as it comes, up to a bound.</summary>
internal static class BoundedCopy
{
    /// <summary>Cuts the client off, instead of giving it a whole file, where the upstream gives more than that.</summary>
    public static async Task RunAsync(Stream source, HttpContext context, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        long passed = 0;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            passed += read;
            if (passed > most)
            {
                context.Abort();
                return;
            }

            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
