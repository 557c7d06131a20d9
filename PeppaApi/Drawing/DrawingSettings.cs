using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Drawing;

/// <summary>How drawings are handed on, and how long they are waited for.</summary>
/// <param name="PassLinks">Whether clients get the upstream's own links to pictures; else the relay serves them, to their owners alone.</param>
/// <param name="TakeCallbacks">Whether upstreams are told where to call back, beside being asked. The site's address must be set, and upstreams reach it.</param>
/// <param name="LinkHours">How long a link to a picture works without the token's key; whoever asks for the task gets a new one.</param>
/// <param name="TimeoutMinutes">When a task is given up in any case, and its hold given back.</param>
public sealed record DrawingSettings(bool PassLinks, bool TakeCallbacks, int LinkHours = 168, int TimeoutMinutes = 60) : IOperatorSettings<DrawingSettings>
{
    private const int LongestLink = 365 * 24;
    private const int LongestWait = 7 * 24 * 60;

    public static string Name => "drawing";

    public static DrawingSettings Default { get; } = new(false, false);

    public DrawingSettings Checked()
    {
        InputException.Require(LinkHours is >= 1 and <= LongestLink, "linkHours", DrawingsText.BadLinkHours);
        InputException.Require(TimeoutMinutes is >= 1 and <= LongestWait, "timeoutMinutes", DrawingsText.BadTimeout);
        return this;
    }
}
