namespace PeppaApi.Drawing;

/// <summary>Passes a body on as it comes, up to a bound.</summary>
internal static class BoundedCopy
{
    /// <summary>Cuts the client off, instead of giving it a whole file, where the upstream gives more than that.</summary>
    /// <param name="from">The first byte that is passed on.</param>
    /// <param name="end">The one behind the last.</param>
    public static async Task RunAsync(Stream source, HttpContext context, long most, CancellationToken cancellationToken, long from = 0, long end = long.MaxValue)
    {
        var buffer = new byte[64 * 1024];
        long passed = 0;
        int read;
        while (passed < end && (read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (passed + read > most)
            {
                context.Abort();
                return;
            }

            var (first, last) = ((int)Math.Clamp(from - passed, 0, read), (int)Math.Min(end - passed, read));
            passed += read;
            if (first < last)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(first, last - first), cancellationToken);
            }
        }
    }
}
