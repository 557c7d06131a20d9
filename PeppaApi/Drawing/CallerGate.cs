using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing;

/// <summary>Lets people act on the site with one of their own tokens, within its rules and limits.</summary>
internal sealed class CallerGate(TokenAuthenticator authenticator, RateGate rates, TimeProvider time)
{
    public Caller? Find(long userId, long tokenId) => authenticator.OfOwner(userId, tokenId).Caller;

    /// <summary>A turn, to be given back; with a failure in it where there is none.</summary>
    public async Task<SiteTurn> EnterAsync(long userId, long tokenId)
    {
        var verdict = authenticator.OfOwner(userId, tokenId);
        return verdict.Caller is { } caller
            ? new SiteTurn(caller, await rates.EnterAsync(caller, null), null)
            : new SiteTurn(null, null, new RelayFailure.KeyRefused(verdict.Refusal));
    }

    /// <summary>As those of requests: it finds the usage record.</summary>
    public string NewRequestId() => RequestIds.New(time);
}

internal sealed class SiteTurn(Caller? caller, RateTurn? turn, RelayFailure? refusal) : IDisposable
{
    public Caller? Caller => caller;

    public RelayFailure? Failure => refusal ?? turn?.Failure;

    public void Dispose() => turn?.Dispose();
}
