using System.Globalization;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>Writes a failure as the dialect that was called has it.</summary>
internal static class RelayFailureWriter
{
    public static async Task WriteAsync(HttpContext context, DoorDialect door, RelayFailure failure)
    {
        if (failure is RelayFailure.ClientGone || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            // A comment has gone out: the status is said.
            await context.Response.Body.WriteAsync(door.WriteErrorEvent(ErrorOf(context, failure)), context.RequestAborted);
            return;
        }

        if (failure.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, door, ErrorOf(context, failure));
    }

    public static async Task WriteAsync(HttpContext context, DoorDialect door, DoorError error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json; charset=utf-8";
        var body = door.WriteError(error);
        // With its length it leaves in one piece: a refusal is to be cheap.
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>The failure in the words that the client understands.</summary>
    public static DoorError ErrorOf(HttpContext context, RelayFailure failure)
    {
        var text = RelayFailureText.Of(failure);
        var words = PrefersChinese(context.Request) ? text.Chinese : text.English;
        return new DoorError(text.Status, text.Type, text.Code, text.Param, words, RequestIds.Of(context));
    }

    private static bool PrefersChinese(HttpRequest request) =>
        request.Headers.AcceptLanguage.ToString().TrimStart().StartsWith("zh", StringComparison.OrdinalIgnoreCase);
}
