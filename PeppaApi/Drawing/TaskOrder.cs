using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing;

/// <summary>A task to be submitted.</summary>
/// <param name="Call">Sends it to the upstream that was chosen.</param>
internal sealed record TaskOrder(Caller Caller, string RequestId, string Model, NewTask Task, string Operation, Func<ChannelLease, CancellationToken, Task<TaskReply>> Call)
{
    /// <summary>Which channels know such tasks at all.</summary>
    public required Func<ChannelEntry, bool> Serves { get; init; }

    /// <summary>The task that it follows up on: it goes to the same channel and key.</summary>
    public LongTask? Follows { get; init; }

    /// <summary>What it uses if it succeeds: known beforehand.</summary>
    public UsageReport Usage => new() { Milliseconds = Task.Milliseconds };

    /// <summary>Whether a price has something for what it uses.</summary>
    public bool IsPricedBy(ModelPrice price) =>
        price.PerCall is not null || (Task.Milliseconds > 0 && price.Kind is "video" or "chat" && UnitPrices.HasTime(price));
}

/// <summary>What became of one try to submit a task.</summary>
internal abstract record TaskReply
{
    private TaskReply()
    {
    }

    /// <summary>What the upstream said, for the client.</summary>
    public Func<string?, byte[]>? Write { get; init; }

    /// <summary>The upstream works on it.</summary>
    public sealed record Accepted(string UpstreamId) : TaskReply;

    /// <summary>It is done already.</summary>
    public sealed record Done : TaskReply;

    /// <summary>The upstream asks for more before it begins.</summary>
    public sealed record Asks(string UpstreamId) : TaskReply;

    /// <summary>The upstream has such a task already.</summary>
    public sealed record Exists(string UpstreamId) : TaskReply;

    /// <summary>The upstream refuses it.</summary>
    public sealed record Refused(string FailCode, bool MayTryAnother) : TaskReply;

    /// <summary>The upstream cannot be used, or not now.</summary>
    public sealed record Unusable(RelayFailure Failure, bool MayTryAnother) : TaskReply;
}

/// <summary>How a submission ended: with the upstream's own answer, or with a failure of the relay's.</summary>
internal readonly record struct SubmitOutcome(byte[]? Answer, RelayFailure? Failure, long TaskId = 0);
