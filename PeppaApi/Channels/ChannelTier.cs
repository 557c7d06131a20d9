using System.Collections;

namespace PeppaApi.Channels;

/// <summary>The channels of one priority that offer a model to a group, by id. Draws and finds without looking at all of them.</summary>
internal sealed class ChannelTier : IReadOnlyList<ChannelEntry>
{
    private readonly ChannelEntry[] _channels;
    private readonly long[] _weights;

    /// <param name="channels">By id.</param>
    public ChannelTier(IEnumerable<ChannelEntry> channels)
    {
        _channels = [.. channels];
        _weights = new long[_channels.Length];
        var sum = 0L;
        for (var i = 0; i < _channels.Length; i++)
        {
            _weights[i] = sum += _channels[i].Weight;
        }

        LimitsOutput = Array.TrueForAll(_channels, channel => channel.Provider.Dialect.LimitsOutput);
    }

    public int Count => _channels.Length;

    /// <summary>Whether all of them can be told how long an answer may be.</summary>
    public bool LimitsOutput { get; }

    public ChannelEntry this[int index] => _channels[index];

    /// <summary>One of them, each with the chance of its share of the weight.</summary>
    public ChannelEntry Draw(Random random)
    {
        // The first whose running sum is above the number drawn.
        var place = Array.BinarySearch(_weights, random.NextInt64(_weights[^1]) + 1);
        return _channels[place < 0 ? ~place : place];
    }

    public ChannelEntry? Find(long id) => ById.Find(_channels, id, channel => channel.Id);

    public IEnumerator<ChannelEntry> GetEnumerator() => _channels.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _channels.GetEnumerator();
}
