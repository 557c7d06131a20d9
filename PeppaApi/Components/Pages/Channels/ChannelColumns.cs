using PeppaApi.Operations.Board;
using PeppaApi.Resources;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>One column of the list of channels; its name is kept in browsers. The name of the channel stands before them all.</summary>
/// <param name="Title">The key of its title.</param>
/// <param name="Order">What a click on the title sorts by; none if it cannot be sorted by.</param>
public sealed record ChannelColumn(string Name, string Title, bool Usual, bool Right = false, BoardOrder? Order = null);

internal static class ChannelColumns
{
    public const string State = "state";
    public const string InFlight = "inFlight";
    public const string Latency = "latency";
    public const string Minute = "minute";
    public const string Errors = "errors";
    public const string Spend = "spend";
    public const string Margin = "margin";
    public const string Keys = "keys";
    public const string Models = "models";
    public const string Groups = "groups";
    public const string Tags = "tags";
    public const string Vendor = "vendor";
    public const string Place = "place";
    public const string Tested = "tested";

    /// <summary>In their order.</summary>
    public static IReadOnlyList<ChannelColumn> All { get; } =
    [
        new(State, nameof(ChannelsText.StateColumn), true, Order: BoardOrder.State),
        new(InFlight, nameof(ChannelsText.InFlight), true, true, BoardOrder.InFlight),
        new(Latency, nameof(ChannelsText.Latency), true, true, BoardOrder.Latency),
        new(Minute, nameof(ChannelsText.LastMinute), false, true),
        new(Errors, nameof(ChannelsText.Errors), true, true, BoardOrder.Errors),
        new(Spend, nameof(ChannelsText.Spend), true, true, BoardOrder.Spend),
        new(Margin, nameof(ChannelsText.Margin), true, true, BoardOrder.Margin),
        new(Keys, nameof(ChannelsText.Keys), true),
        new(Models, nameof(ChannelsText.Models), true, true, BoardOrder.Models),
        new(Groups, nameof(ChannelsText.Groups), false),
        new(Tags, nameof(ChannelsText.Tags), true),
        new(Vendor, nameof(ChannelsText.Provider), false),
        new(Place, nameof(ChannelsText.PlaceColumn), true, true, BoardOrder.Priority),
        new(Tested, nameof(ChannelsText.Tested), true, Order: BoardOrder.Tested),
    ];

    public static IReadOnlySet<string> Usual { get; } = All.Where(column => column.Usual).Select(column => column.Name).ToHashSet();
}
