using System.Net.WebSockets;

namespace PeppaApi.Relay;

internal enum RealtimeEndKind
{
    ClientClosed,
    ClientGone,
    UpstreamClosed,
    UpstreamBroke,

    /// <summary>Credit, a limit or the key stands against another response.</summary>
    Refused,
    TooLong,
    Idle,
    Stopping,
}

/// <summary>Why a session is over, and what both ends are told.</summary>
/// <param name="Failure">What the client is told by an event before the socket closes.</param>
internal sealed record RealtimeEnd(RealtimeEndKind Kind, WebSocketCloseStatus Status, string? Description = null, RelayFailure? Failure = null)
{
    public static RealtimeEnd ClientGone { get; } = new(RealtimeEndKind.ClientGone, WebSocketCloseStatus.EndpointUnavailable);

    public static RealtimeEnd UpstreamBroke { get; } = new(
        RealtimeEndKind.UpstreamBroke, WebSocketCloseStatus.InternalServerError, "upstream_error", new RelayFailure.UpstreamFailed(200, null));

    public static RealtimeEnd MessageTooLong { get; } = new(RealtimeEndKind.ClientClosed, WebSocketCloseStatus.MessageTooBig, "message_too_large");

    public static RealtimeEnd Idle { get; } = new(RealtimeEndKind.Idle, WebSocketCloseStatus.NormalClosure, "idle");

    public static RealtimeEnd TooLong { get; } = new(RealtimeEndKind.TooLong, WebSocketCloseStatus.NormalClosure, "session_too_long");

    public static RealtimeEnd Stopping { get; } = new(RealtimeEndKind.Stopping, WebSocketCloseStatus.EndpointUnavailable, "going_away");

    /// <summary>The same in the middle of a response, for which there is no more time.</summary>
    public static RealtimeEnd CutOff { get; } = Stopping with { Failure = new RelayFailure.ShuttingDown() };

    /// <summary>For the usage record of a response that was being written.</summary>
    public string? ErrorCode => Failure is null ? null : ErrorCodes.ForRecord(RelayFailureText.Of(Failure).Code);

    public static RealtimeEnd Refused(RelayFailure failure) => new(RealtimeEndKind.Refused, WebSocketCloseStatus.PolicyViolation, RelayFailureText.Of(failure).Code, failure);

    /// <summary>One end has closed the socket: the other is told the same.</summary>
    public static RealtimeEnd Closed(RealtimeEndKind kind, WebSocketCloseStatus? status, string? description) => status is null or WebSocketCloseStatus.Empty
        ? new RealtimeEnd(kind, WebSocketCloseStatus.NormalClosure)
        : new RealtimeEnd(kind, status.Value, description);
}
