using PeppaApi.Channels;
using PeppaApi.Ledger;
using PeppaApi.Providers;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>
/// How a request can fail, named by side and stage. The cases are all here; <see cref="RelayFailureText"/> turns each
/// into status, code and words. Exceptions are for bugs.
/// </summary>
public abstract record RelayFailure
{
    private RelayFailure()
    {
    }

    /// <summary>Why a change of the books was not made.</summary>
    public static RelayFailure Of(LedgerUnavailableException exception) =>
        exception.Trouble == LedgerTrouble.Busy ? new Overloaded() : new BooksUnavailable(exception.RetryAfter);

    /// <summary>Why no channel is left to try.</summary>
    public static RelayFailure NoneLeft(ChannelSelector selector, ChannelSearch search) =>
        selector.RetryAfter(search) is { } wait ? new ChannelsBusy(wait) : new NoChannel(search.Group, search.Model);

    /// <summary>Whether another channel may do better.</summary>
    public virtual bool MayTryAnother => false;

    /// <summary>Seconds that the client is told to wait.</summary>
    public virtual TimeSpan? RetryAfter => null;

    public sealed record KeyRefused(TokenRefusal Refusal) : RelayFailure;

    public sealed record BadRequest(string? Param, string Message, string MessageZh) : RelayFailure;

    /// <summary>The channel speaks another dialect, in which the request cannot be said; a channel of the client's own may do.</summary>
    public sealed record NotTranslatable(string? Param, string Message, string MessageZh) : RelayFailure
    {
        public override bool MayTryAnother => true;
    }

    public sealed record BodyTooLarge(long Limit) : RelayFailure;

    public sealed record AddressNotAllowed(string Address) : RelayFailure;

    public sealed record ModelNotAllowed(string Model) : RelayFailure;

    /// <summary>A limit of the token, or of its user, stands against the request.</summary>
    /// <param name="Limit">Requests, tokens or nano-dollars.</param>
    /// <param name="TurnsAt">When a limit of credit counts from 0 again.</param>
    public sealed record LimitReached(LimitKind Kind, bool OfToken, long Limit, TimeSpan Wait, DateTimeOffset? TurnsAt = null) : RelayFailure
    {
        public override TimeSpan? RetryAfter => Wait;
    }

    public sealed record ModelNotPriced(string Model) : RelayFailure;

    public sealed record ShortOfCredit(ReserveOutcome Outcome) : RelayFailure;

    public sealed record NoChannel(string Group, string Model) : RelayFailure;

    /// <summary>Every channel is pausing because its upstream asked for it.</summary>
    public sealed record ChannelsBusy(TimeSpan Wait) : RelayFailure
    {
        public override TimeSpan? RetryAfter => Wait;
    }

    public sealed record UpstreamUnreachable : RelayFailure
    {
        public override bool MayTryAnother => true;
    }

    public sealed record UpstreamTimedOut : RelayFailure
    {
        public override bool MayTryAnother => true;
    }

    /// <summary>The upstream answered, but not with a reply: 5xx, an error inside 200, or nothing that can be read.</summary>
    public sealed record UpstreamFailed(int Status, UpstreamError? Error) : RelayFailure
    {
        public override bool MayTryAnother => true;
    }

    public sealed record UpstreamBusy(TimeSpan? Wait) : RelayFailure
    {
        public override bool MayTryAnother => true;

        public override TimeSpan? RetryAfter => Wait;
    }

    /// <summary>The upstream refuses the operator's key.</summary>
    public sealed record UpstreamKeyRejected : RelayFailure
    {
        public override bool MayTryAnother => true;
    }

    /// <summary>The upstream refuses the request itself: the client's to mend.</summary>
    public sealed record UpstreamRejected(int Status, UpstreamError? Error) : RelayFailure;

    /// <summary>The relay has more in hand than it gets done.</summary>
    public sealed record Overloaded : RelayFailure
    {
        public override TimeSpan? RetryAfter => TimeSpan.FromSeconds(1);
    }

    /// <summary>What is to be charged cannot be written down, so nothing is taken on and nothing given away.</summary>
    public sealed record BooksUnavailable(TimeSpan Wait) : RelayFailure
    {
        public override TimeSpan? RetryAfter => Wait;
    }

    /// <summary>The process ends, and the time for what was under way is over.</summary>
    public sealed record ShuttingDown : RelayFailure
    {
        public override TimeSpan? RetryAfter => TimeSpan.FromSeconds(5);
    }

    public sealed record ClientGone : RelayFailure;

    public sealed record Internal : RelayFailure;
}
