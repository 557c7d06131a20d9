using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing.Videos;

/// <summary>The door of videos: OpenAI's form of errors.</summary>
internal sealed class VideoDoor(
    TokenAuthenticator authenticator, RateGate rates, TaskBook book, TimeProvider time, IOptions<RelayOptions> options, ILogger<VideoDoor> logger)
    : TaskDoor(authenticator, rates, book, time, options.Value.MaxRequestBytes, logger)
{
    protected override LongTaskKind Kind => LongTaskKind.Video;

    public override Task FailAsync(HttpContext context, RelayFailure failure) => RelayFailureWriter.WriteAsync(context, Doors.OpenAI, failure);

    /// <summary>An answer that says that something cannot be, in a word of its own.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        RelayFailureWriter.WriteAsync(context, Doors.OpenAI, new DoorError(status, "invalid_request_error", code, null, message, RequestIds.Of(context)));

    protected override Task NotFoundAsync(HttpContext context) => RefuseAsync(context, 404, "not_found", "There is no such video.");
}
