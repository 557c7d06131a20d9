using PeppaApi.Credits;
using PeppaApi.Providers;

namespace PeppaApi.Pricing;

/// <summary>A kind of thing that is counted and priced; one for each counter of a <see cref="UsageReport"/>, and the call itself.</summary>
public enum ChargeUnit
{
    Input,
    CachedInput,
    CacheWrite,
    CacheWriteHour,
    AudioInput,
    ImageInput,
    Output,
    Reasoning,
    AudioOutput,
    ImageOutput,
    Image,
    Time,
    Character,
    Unit,
    Call,
}

public static class ChargeUnits
{
    /// <summary>All kinds but the call, whose price stands instead of theirs.</summary>
    internal static readonly ChargeUnit[] Counted = [.. Enum.GetValues<ChargeUnit>().Where(unit => unit != ChargeUnit.Call)];

    public static bool IsToken(this ChargeUnit unit) => unit <= ChargeUnit.ImageOutput;

    /// <summary>How many counted things one price is for: a million tokens or characters, a thousand milliseconds, one of the rest.</summary>
    public static long PricedBy(this ChargeUnit unit) => unit switch
    {
        ChargeUnit.Time => 1000,
        ChargeUnit.Image or ChargeUnit.Unit or ChargeUnit.Call => 1,
        _ => Credit.Million,
    };

    internal static long Count(this ChargeUnit unit, in UsageReport usage) => unit switch
    {
        ChargeUnit.Input => usage.UncachedInput,
        ChargeUnit.CachedInput => usage.CachedRead,
        ChargeUnit.CacheWrite => usage.CacheWrite,
        ChargeUnit.CacheWriteHour => usage.CacheWriteHour,
        ChargeUnit.AudioInput => usage.AudioInput,
        ChargeUnit.ImageInput => usage.ImageInput,
        ChargeUnit.Output => usage.OutputText,
        ChargeUnit.Reasoning => usage.Reasoning,
        ChargeUnit.AudioOutput => usage.AudioOutput,
        ChargeUnit.ImageOutput => usage.ImageOutput,
        ChargeUnit.Image => usage.Images,
        ChargeUnit.Time => usage.Milliseconds,
        ChargeUnit.Character => usage.Characters,
        ChargeUnit.Unit => usage.Units,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
    };
}
