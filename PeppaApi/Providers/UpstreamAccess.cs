namespace PeppaApi.Providers;

/// <summary>What a call is authorised with.</summary>
/// <param name="Secret">The channel's key, which may have several parts.</param>
/// <param name="Token">What the key was exchanged for; none where the dialect does not exchange it.</param>
/// <param name="Now">Signatures carry the time.</param>
public readonly record struct UpstreamAccess(string Secret, string? Token, DateTimeOffset Now)
{
    public override string ToString() => "access";
}
