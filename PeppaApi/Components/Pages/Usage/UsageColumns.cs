using System.Globalization;
using PeppaApi.Resources;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Usage;

/// <summary>One column of the list of usage; its name is kept in browsers.</summary>
/// <param name="Title">The key of its title.</param>
internal sealed record UsageColumn(string Name, string Title, bool Usual, bool ForOperator = false, Func<UsageView, string>? Text = null, bool Right = false);

internal static class UsageColumns
{
    public const string Cost = "cost";
    public const string Status = "status";

    /// <summary>In their order. The time stands before them all: it opens the row.</summary>
    private static readonly UsageColumn[] Known =
    [
        new("user", nameof(UsageText.User), true, ForOperator: true, row => row.UserName),
        new("channel", nameof(UsageText.Channel), true, ForOperator: true, row => row.ChannelName ?? ""),
        new("model", nameof(UsageText.Model), true, Text: row => row.Model),
        new("token", nameof(UsageText.Token), true, Text: row => row.TokenName),
        new("operation", nameof(UsageText.Operation), false, Text: row => row.Operation),
        new("input", nameof(UsageText.Input), true, Text: row => Whole(row.InputTokens), Right: true),
        new("cached", nameof(UsageText.UnitCachedInput), false, Text: row => Whole(row.CachedTokens), Right: true),
        new("output", nameof(UsageText.Output), true, Text: row => Whole(row.OutputTokens), Right: true),
        new("reasoning", nameof(UsageText.UnitReasoning), false, Text: row => Whole(row.ReasoningTokens), Right: true),
        new(Cost, nameof(UsageText.Cost), true, Right: true),
        new("firstByte", nameof(UsageText.FirstByte), true, Text: row => row.FirstByteMs is { } first ? Seconds(first) : "", Right: true),
        new("duration", nameof(UsageText.Duration), true, Text: row => Seconds(row.DurationMs), Right: true),
        new("retries", nameof(UsageText.Retries), false, Text: row => Whole(Math.Max(0, row.Attempts - 1)), Right: true),
        new(Status, nameof(UsageText.Status), true),
        new("request", nameof(UsageText.Request), false, Text: row => row.RequestId),
    ];

    public static IEnumerable<UsageColumn> For(bool forOperator) => Known.Where(column => forOperator || !column.ForOperator);

    public static IReadOnlySet<string> Usual { get; } = Known.Where(column => column.Usual).Select(column => column.Name).ToHashSet();

    private static string Whole(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private static string Seconds(int milliseconds) => (milliseconds / 1000m).ToString("0.00", CultureInfo.CurrentCulture) + " s";
}
