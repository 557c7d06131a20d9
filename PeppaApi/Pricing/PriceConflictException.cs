namespace PeppaApi.Pricing;

/// <summary>Somebody else has set another price since the editor looked. Nothing was changed.</summary>
/// <param name="latest">The version set meanwhile; none if there is none any more.</param>
public sealed class PriceConflictException(PriceView? latest) : Exception("The price was set by somebody else meanwhile. Look at it again, then set yours.")
{
    public PriceView? Latest { get; } = latest;
}
