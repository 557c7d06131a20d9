using System.Globalization;
using PeppaApi.Channels;

namespace PeppaApi.Operations.Board;

/// <summary>Which channels are wanted, and in which order.</summary>
/// <param name="Search">Part of the name, the address, a tag or a model, or the number.</param>
/// <param name="Reversed">The other way round than the order usually goes.</param>
public sealed record BoardQuery(
    string? Search = null, ChannelCondition? State = null, string? Provider = null, string? Tag = null, string? Group = null,
    BoardOrder Order = BoardOrder.Priority, bool Reversed = false)
{
    public bool IsFiltered => this != new BoardQuery(Order: Order, Reversed: Reversed);

    public IReadOnlyList<BoardRow> Apply(IReadOnlyList<BoardRow> rows)
    {
        var found = rows.Where(row => Matches(row.Channel)).ToList();
        IEnumerable<BoardRow> sorted = Order switch
        {
            // As they come.
            BoardOrder.Priority => found,
            BoardOrder.Name => found.OrderBy(row => row.Channel.Name, StringComparer.OrdinalIgnoreCase),
            BoardOrder.State => found.OrderByDescending(row => row.Channel.Condition),
            BoardOrder.InFlight => found.OrderByDescending(row => row.Channel.Load.InFlight),
            BoardOrder.Latency => found.OrderByDescending(row => row.Channel.Load.LatencyMs ?? -1),
            BoardOrder.Errors => found.OrderByDescending(row => row.Day.FailedShare),
            BoardOrder.Spend => found.OrderByDescending(row => row.Day.Charged),
            BoardOrder.Margin => found.OrderByDescending(row => row.Day.Margin),
            BoardOrder.Models => found.OrderByDescending(row => row.Channel.Models.Count),
            _ => found.OrderByDescending(row => row.Channel.TestedAt ?? DateTimeOffset.MinValue),
        };
        return [.. Reversed ? sorted.Reverse() : sorted];
    }

    private bool Matches(ChannelLine channel) =>
        (State is null || channel.Condition == State)
        && (string.IsNullOrEmpty(Provider) || channel.Provider == Provider)
        && (string.IsNullOrEmpty(Tag) || channel.Tags.Contains(Tag))
        && (string.IsNullOrEmpty(Group) || channel.Groups.Contains(Group))
        && (string.IsNullOrWhiteSpace(Search) || IsMeant(channel, Search.Trim()));

    private static bool IsMeant(ChannelLine channel, string wanted) =>
        Has(channel.Name, wanted) || Has(channel.BaseUrl, wanted) || channel.Tags.Any(tag => Has(tag, wanted)) || channel.Models.Any(model => Has(model, wanted))
        || channel.Id.ToString(CultureInfo.InvariantCulture) == wanted.TrimStart('#');

    private static bool Has(string text, string wanted) => text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
}
