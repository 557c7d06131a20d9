namespace PeppaApi.Relay;

/// <summary>The id that a reply carries in <c>X-Request-Id</c>; the same id finds the usage record.</summary>
internal static class RequestIds
{
    public static string Assign(HttpContext context, TimeProvider time)
    {
        // Version 7 sorts by time, which keeps the index of the usage records dense.
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        context.Response.Headers["X-Request-Id"] = id;
        return id;
    }
}
