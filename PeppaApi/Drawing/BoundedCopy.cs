namespace PeppaApi.Drawing;

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
