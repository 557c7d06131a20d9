namespace PeppaApi.Usage;

/// <summary>What the lines of a report stand for.</summary>
public enum ReportBy
{
    Day,
    Month,
    Channel,
    Model,
    Group,
    User,
}

/// <summary>What was sold and what it cost, in nano-dollars.</summary>
/// <param name="Charged">Revenue: what users were charged, whatever kind of credit paid it.</param>
/// <param name="UpstreamCost">List price of all that was used, times the cost multiplier that the channel had.</param>
/// <param name="Overrun">Used beyond what could be charged; its cost is in <paramref name="UpstreamCost"/>.</param>
public readonly record struct ReportUsage(long Requests, long Charged, long UpstreamCost, long Overrun)
{
    public long Margin => checked(Charged - UpstreamCost);

    public static ReportUsage operator +(ReportUsage one, ReportUsage other) => checked(new ReportUsage(
        one.Requests + other.Requests, one.Charged + other.Charged, one.UpstreamCost + other.UpstreamCost, one.Overrun + other.Overrun));
}

/// <summary>Credit that came and went without a request, in nano-dollars.</summary>
/// <param name="Sold">By payment, redemption code or VIP tier.</param>
/// <param name="Adjusted">Given by operators.</param>
/// <param name="Gifts">Sign-up gifts, rewards for invites, shares of top-ups and gifts by operators.</param>
/// <param name="TakenBack">By operators.</param>
public readonly record struct ReportCredit(long Sold, long Adjusted, long Gifts, long Refunds, long Expired, long TakenBack)
{
    public static ReportCredit operator +(ReportCredit one, ReportCredit other) => checked(new ReportCredit(
        one.Sold + other.Sold, one.Adjusted + other.Adjusted, one.Gifts + other.Gifts,
        one.Refunds + other.Refunds, one.Expired + other.Expired, one.TakenBack + other.TakenBack));
}

/// <param name="Key">The day, month, model or group, or the id of the channel or user.</param>
/// <param name="Credit">None where the lines are no times: credit belongs to no channel or model.</param>
public sealed record ReportLine(string Key, string Name, ReportUsage Usage, ReportCredit? Credit);

/// <param name="To">The last day that is in it.</param>
public sealed record Report(
    DateOnly From, DateOnly To, string TimeZone, ReportBy By, IReadOnlyList<ReportLine> Lines, ReportUsage Usage, ReportCredit Credit);
