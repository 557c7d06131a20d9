using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>The id that a reply carries in <c>X-Request-Id</c>; the same id finds the usage record.</summary>
internal static class RequestIds
{
    /// <summary>The id that the reply already carries.</summary>
    public static string Of(HttpContext context) => context.Response.Headers["X-Request-Id"].ToString();

    /// <summary>An id that nothing else has. Version 7 sorts by time, which keeps the index of the usage records dense.</summary>
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <param name="door">The dialect whose clients may look for it in a header of their own.</param>
    public static string Assign(HttpContext context, TimeProvider time, DoorDialect? door = null)
    {
        var id = New(time);
        context.Response.Headers["X-Request-Id"] = id;
        if (door?.RequestIdHeader is { } own)
        {
            context.Response.Headers[own] = id;
        }

        return id;
    }
}
