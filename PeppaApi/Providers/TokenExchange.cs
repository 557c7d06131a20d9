namespace PeppaApi.Providers;

/// <summary>How a vendor's key is exchanged for a token that goes with the calls. Has no state: the tokens are kept elsewhere.</summary>
public abstract class TokenExchange
{
    public abstract HttpRequestMessage CreateRequest(in UpstreamTarget target, string secret);

    /// <summary>The token, or <see langword="null"/> if the body has none.</summary>
    public abstract AccessToken? Read(ReadOnlyMemory<byte> body);
}

public sealed record AccessToken(string Value, TimeSpan Lifetime)
{
    public override string ToString() => "token";
}
