namespace PeppaApi.Providers;

/// <summary>Whether a whole reply is one, and what it used.</summary>
/// <param name="Usage">As reported; none if the upstream said nothing, or something impossible.</param>
public readonly record struct ReplyReading(bool IsReply, bool HasError, UsageReport? Usage)
{
    /// <summary>Size and quality of pictures that the client had left open, as the reply has them.</summary>
    public string? Variant { get; init; }

    /// <summary>Whether the usage was worked out here, because the reply did not say.</summary>
    public bool Counted { get; init; }
}
