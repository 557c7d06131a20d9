using System.Globalization;
using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>The door of Midjourney's protocol, with its form of errors.</summary>
internal sealed class MjDoor(
    TokenAuthenticator authenticator, RateGate rates, TaskBook book, TimeProvider time, IOptions<RelayOptions> options, ILogger<MjDoor> logger)
    : TaskDoor(authenticator, rates, book, time, options.Value.MaxRequestBytes, logger)
{
    protected override LongTaskKind Kind => LongTaskKind.Midjourney;

    public override Task FailAsync(HttpContext context, RelayFailure failure) => WriteAsync(context, failure);

    public static Task WriteAsync(HttpContext context, RelayFailure failure)
    {
        if (failure.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, RelayFailureWriter.ErrorOf(context, failure));
    }

    public static Task WriteAsync(HttpContext context, DoorError error) => AnswerAsync(context, MjErrorWriter.Write(error), error.Status);

    /// <summary>A refusal in the protocol's own words.</summary>
    public static Task RefuseAsync(HttpContext context, string description, int status = 400) =>
        AnswerAsync(context, MjErrorWriter.Write(4, description, "upstream_error"), status);

    protected override Task NotFoundAsync(HttpContext context) => RefuseAsync(context, "task_no_found");
}
