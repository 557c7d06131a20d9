using PeppaApi.Settings;

namespace PeppaApi.Drawing;

/// <summary>How drawings are handed on.</summary>
/// <param name="PassLinks">Whether clients get the upstream's own links to pictures; else the relay serves them, to their owners alone.</param>
/// <param name="TakeCallbacks">Whether upstreams are told where to call back, beside being asked. The site's address must be set, and upstreams reach it.</param>
public sealed record DrawingSettings(bool PassLinks, bool TakeCallbacks) : IOperatorSettings<DrawingSettings>
{
    public static string Name => "drawing";

    public static DrawingSettings Default { get; } = new(false, false);

    public DrawingSettings Checked() => this;
}
