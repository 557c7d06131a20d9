using System.Collections.Frozen;

namespace PeppaApi.Providers.Midjourney;

/// <summary>What can be asked of Midjourney, in the relay's own words, and under which names it is priced (vendors/midjourney-proxy.md, 5 and 8).</summary>
public static class MjActions
{
    public const string Imagine = "IMAGINE";
    public const string Upscale = "UPSCALE";
    public const string Variation = "VARIATION";
    public const string Reroll = "REROLL";
    public const string Blend = "BLEND";
    public const string Describe = "DESCRIBE";
    public const string Shorten = "SHORTEN";
    public const string Modal = "MODAL";
    public const string SwapFace = "SWAP_FACE";
    public const string Upload = "UPLOAD";

    private const string Inpaint = "INPAINT";
    private const string CustomZoom = "CUSTOM_ZOOM";

    /// <summary>Everything that a task can be.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Imagine, Upscale, Variation, "HIGH_VARIATION", "LOW_VARIATION", Reroll, "ZOOM", "PAN", Inpaint, CustomZoom, Modal, Blend, Describe, Shorten, SwapFace, Upload,
    ];

    private static readonly FrozenDictionary<string, string> Verbs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["variation"] = Variation,
        ["high_variation"] = "HIGH_VARIATION",
        ["low_variation"] = "LOW_VARIATION",
        ["reroll"] = Reroll,
        ["Outpaint"] = "ZOOM",
        ["CustomZoom"] = CustomZoom,
        ["Inpaint"] = Inpaint,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name under which an action is priced and offered: <c>mj_imagine</c>, <c>mj_turbo_imagine</c>, <c>swap_face</c>.</summary>
    /// <param name="mode">fast, relax, turbo, or empty where the client named none.</param>
    public static string Model(string action, string mode) =>
        action == SwapFace ? "swap_face" : $"mj_{(mode.Length > 0 ? mode + "_" : "")}{action.ToLowerInvariant()}";

    /// <summary>Whether it comes to a picture.</summary>
    public static bool Draws(string action) => action is not (Describe or Shorten or Upload);

    /// <summary>Whether it opens a window that asks for a mask, which only a program can paint.</summary>
    public static bool NeedsMask(string action) => action == Inpaint;

    /// <summary>What a button of a finished picture does, or <see langword="null"/> for one that is not known.</summary>
    public static string? OfButton(string customId)
    {
        var parts = customId.Split("::");
        var verb = parts.Length > 2 && parts[1] == "JOB" ? parts[2] : parts.ElementAtOrDefault(1) ?? "";
        return parts[0] != "MJ" ? null
            : verb.Contains("upsample", StringComparison.OrdinalIgnoreCase) ? Upscale
            : verb.StartsWith("pan_", StringComparison.OrdinalIgnoreCase) ? "PAN"
            : Verbs.GetValueOrDefault(verb);
    }
}
