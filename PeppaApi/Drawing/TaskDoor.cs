using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Providers;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing;

/// <summary>Lets clients in to begin tasks and to ask after them, and answers in the form of their protocol.</summary>
internal abstract partial class TaskDoor(TokenAuthenticator authenticator, RateGate rates, TaskBook book, TimeProvider time, int largestBody, ILogger logger)
{
    protected abstract LongTaskKind Kind { get; }

    /// <summary>Runs what answers a request; a mistake of ours becomes an error of the protocol.</summary>
    public async Task GuardAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        RequestIds.Assign(context, time);
        try
        {
            await answer(context);
        }
        catch (RequestException exception) when (!context.Response.HasStarted)
        {
            await FailAsync(context, new RelayFailure.BadRequest(exception.Param, exception.Message, exception.MessageZh));
        }
        catch (LedgerUnavailableException exception) when (!context.Response.HasStarted)
        {
            await FailAsync(context, RelayFailure.Of(exception));
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

            await FailAsync(context, new RelayFailure.Internal());
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
            await FailAsync(context, failure);
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

        if (await book.FindAsync(Kind, id, context.RequestAborted) is { DeletedAt: null } task && task.TokenId == caller.TokenId)
        {
            return task;
        }

        await NotFoundAsync(context);
        return null;
    }

    /// <summary>Takes a submission within the caller's limits, and answers with what the upstream says.</summary>
    public async Task SubmitAsync(HttpContext context, Func<Caller, ReadOnlyMemory<byte>, Task<SubmitOutcome>> submit)
    {
        if (await AdmitAsync(context) is not { } caller)
        {
            return;
        }

        using var turn = await rates.EnterAsync(caller, context.Connection.RemoteIpAddress);
        if (turn?.Failure is { } limit)
        {
            await FailAsync(context, limit);
            return;
        }

        using var body = await RequestBody.ReadAsync(context.Request, largestBody, context.RequestAborted);
        if (body is null)
        {
            await FailAsync(context, new RelayFailure.BodyTooLarge(largestBody));
            return;
        }

        var outcome = await submit(caller, body.Bytes);
        await (outcome.Failure is { } failure ? FailAsync(context, failure) : AnswerAsync(context, outcome.Answer!));
    }

    public abstract Task FailAsync(HttpContext context, RelayFailure failure);

    /// <summary>Says that there is no such task, or none of the caller's.</summary>
    protected abstract Task NotFoundAsync(HttpContext context);

    public static async Task AnswerAsync(HttpContext context, byte[] body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5004, Level = LogLevel.Error, Message = "Request {RequestId} about a task failed by a mistake of the relay: {Kind}\n{Place}")]
        public static partial void Mistake(ILogger logger, string requestId, string kind, string? place);
    }
}
