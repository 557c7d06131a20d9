namespace PeppaApi.Usage;

/// <summary>Some usage records in a row, the latest first, and whether there are more on either side.</summary>
public sealed record UsagePage(IReadOnlyList<UsageView> Items, bool HasNewer, bool HasOlder)
{
    public static UsagePage Empty { get; } = new([], false, false);
}
