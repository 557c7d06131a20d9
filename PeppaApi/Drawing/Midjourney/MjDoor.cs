using System.Globalization;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>Lets clients of the protocol in, and answers them in its form.</summary>
internal sealed partial class MjDoor(TokenAuthenticator authenticator, RateGate rates, TaskBook book, TimeProvider time, ILogger<MjDoor> logger)
{
    /// <summary>Runs what answers a request; a mistake of ours becomes an error of the protocol.</summary>
    public async Task GuardAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        RequestIds.Assign(context, time);
        try
        {
            await answer(context);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Its text could hold content, so only its kind and place are logged.
            Log.Mistake(logger, RequestIds.Of(context), exception.GetType().Name, exception.StackTrace);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await WriteAsync(context, new RelayFailure.Internal());
        }
        catch (OperationCanceledException)
        {
            // The client has left.
        }
    }

    /// <summary>Who calls; or <see langword="null"/>, and the refusal is written.</summary>
    public async Task<Caller?> AdmitAsync(HttpContext context)
    {
        var verdict = authenticator.Authenticate(context.Request);
        var address = context.Connection.RemoteIpAddress;
        RelayFailure? failure = verdict.Caller is not { } caller ? new RelayFailure.KeyRefused(verdict.Refusal)
            : !caller.Rules.AllowsAddress(address) ? new RelayFailure.AddressNotAllowed(address?.ToString() ?? "an unknown address")
            : null;
        if (failure is not null)
        {
            await WriteAsync(context, failure);
            return null;
        }

        return verdict.Caller;
    }

    /// <summary>The task of that id, if it was begun with the caller's key; else <see langword="null"/>, and the refusal is written.</summary>
    public async Task<LongTask?> FindOwnAsync(HttpContext context, string id)
    {
        if (await AdmitAsync(context) is not { } caller)
        {
            return null;
        }

        if (await book.FindAsync(LongTaskKind.Midjourney, id, context.RequestAborted) is { } task && task.TokenId == caller.TokenId)
        {
            return task;
        }

        await RefuseAsync(context, "task_no_found");
        return null;
    }

    /// <summary>A turn within the caller's limits, to be given back; with a failure in it where there is none.</summary>
    public ValueTask<RateTurn?> EnterAsync(HttpContext context, Caller caller) => rates.EnterAsync(caller, context.Connection.RemoteIpAddress);

    public static Task WriteAsync(HttpContext context, RelayFailure failure)
    {
        if (failure.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, RelayFailureWriter.ErrorOf(context, failure));
    }

    public static Task WriteAsync(HttpContext context, DoorError error) => WriteAsync(context, MjErrorWriter.Write(error), error.Status);

    /// <summary>A refusal in the protocol's own words.</summary>
    public static Task RefuseAsync(HttpContext context, string description, int status = 400) =>
        WriteAsync(context, MjErrorWriter.Write(4, description, "upstream_error"), status);

    public static async Task WriteAsync(HttpContext context, byte[] body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5004, Level = LogLevel.Error, Message = "Request {RequestId} about a drawing failed by a mistake of the relay: {Kind}\n{Place}")]
        public static partial void Mistake(ILogger logger, string requestId, string kind, string? place);
    }
}
