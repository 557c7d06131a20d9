using System.Threading.RateLimiting;

namespace PeppaApi.Relay;

/// <summary>What a request was let in with, given back when it is over: its places, and the tokens that it did not use.</summary>
internal sealed class RateTurn(RelayExchange? exchange) : IDisposable
{
    private readonly List<RateLimitLease> _places = [];
    private readonly List<TokenMinute.Booking> _bookings = [];

    /// <summary>Why it was not let in.</summary>
    public RelayFailure? Failure { get; private set; }

    public void Add(RateLimitLease place) => _places.Add(place);

    public void Add(TokenMinute.Booking booking) => _bookings.Add(booking);

    public RateTurn Refuse(RelayFailure failure)
    {
        Failure = failure;
        return this;
    }

    public void Dispose()
    {
        _places.ForEach(place => place.Dispose());
        _bookings.ForEach(booking => booking.Correct(exchange?.UsedTokens ?? 0));
    }
}
