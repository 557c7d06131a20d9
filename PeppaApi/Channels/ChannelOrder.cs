using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

internal static class ChannelOrder
{
    /// <summary>As requests try them, and as every list shows them.</summary>
    public static IOrderedQueryable<Channel> InOrder(this IQueryable<Channel> channels) =>
        channels.OrderByDescending(channel => channel.Priority).ThenBy(channel => channel.Id);
}
