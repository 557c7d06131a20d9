using PeppaApi.Channels;
using PeppaApi.Usage;

namespace PeppaApi.Operations.Board;

/// <summary>The operators' list of channels: how each is doing, and what it brings. Two questions, however many there are.</summary>
public sealed class ChannelBoard(ChannelLister channels, OverviewReader overviews)
{
    /// <summary>All of them, by priority.</summary>
    public async Task<IReadOnlyList<BoardRow>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var day = await overviews.ChannelsAsync(OverviewRange.Day, cancellationToken);
        return [.. (await channels.LinesAsync(cancellationToken)).Select(channel => new BoardRow(channel, day.GetValueOrDefault(channel.Id)))];
    }
}
