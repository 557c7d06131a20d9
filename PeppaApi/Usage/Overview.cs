namespace PeppaApi.Usage;

/// <summary>How far back an overview looks.</summary>
public enum OverviewRange
{
    /// <summary>The last 24 hours, a bar an hour.</summary>
    Day,

    /// <summary>The last 7 days, a bar a day.</summary>
    Week,

    /// <summary>The last 30 days, a bar a day.</summary>
    Month,

    /// <summary>The last 90 days, a bar a day.</summary>
    Quarter,
}

/// <summary>What was relayed and what it brought, in nano-dollars.</summary>
/// <param name="Failed">Requests whose reply was not delivered whole, for reasons that are not the client's.</param>
public readonly record struct SiteFigures(long Requests, long Failed, long InputTokens, long OutputTokens, long Charged, long UpstreamCost, long Overrun)
{
    public long Margin => checked(Charged - UpstreamCost);

    public long Tokens => checked(InputTokens + OutputTokens);

    /// <summary>From 0 to 1.</summary>
    public double FailedShare => Requests == 0 ? 0 : (double)Failed / Requests;

    public static SiteFigures operator +(SiteFigures one, SiteFigures other) => checked(new SiteFigures(
        one.Requests + other.Requests, one.Failed + other.Failed, one.InputTokens + other.InputTokens, one.OutputTokens + other.OutputTokens,
        one.Charged + other.Charged, one.UpstreamCost + other.UpstreamCost, one.Overrun + other.Overrun));

    public static SiteFigures operator -(SiteFigures one, SiteFigures other) => checked(new SiteFigures(
        one.Requests - other.Requests, one.Failed - other.Failed, one.InputTokens - other.InputTokens, one.OutputTokens - other.OutputTokens,
        one.Charged - other.Charged, one.UpstreamCost - other.UpstreamCost, one.Overrun - other.Overrun));
}

/// <param name="Start">As the installation's clock shows it.</param>
public sealed record OverviewBar(DateTime Start, SiteFigures Figures);

/// <param name="Key">The model or group, or the id of the channel or user.</param>
public sealed record OverviewLine(string Key, string Name, SiteFigures Figures);

/// <param name="Before">The figures of the time before, as long as this one.</param>
/// <param name="Users">Those who were charged most; without failures, which are not counted by user.</param>
public sealed record Overview(
    OverviewRange Range,
    string TimeZone,
    IReadOnlyList<OverviewBar> Bars,
    SiteFigures Total,
    SiteFigures Before,
    int ActiveUsers,
    IReadOnlyList<OverviewLine> Models,
    IReadOnlyList<OverviewLine> Channels,
    IReadOnlyList<OverviewLine> Groups,
    IReadOnlyList<OverviewLine> Users);
