using Microsoft.AspNetCore.Http.Features;

namespace PeppaApi.Relay;

/// <summary>The head of a streamed reply.</summary>
internal static class StreamHead
{
    public const string EventStream = "text/event-stream; charset=utf-8";

    /// <summary>Sets it, unless it has gone out with a comment.</summary>
    public static void Begin(HttpContext context, string contentType)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return;
        }

        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, no-store";
        // Tells nginx and the like not to gather the events.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }
}
