using System.Threading.Channels;
using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>
/// Every change of what a channel or key may be used for: a line in the log at once, a row in a moment
/// (<see cref="ChannelJournalWriter"/>). Noting never waits. Safe for any thread.
/// </summary>
public sealed partial class ChannelJournal(TimeProvider time, ILogger<ChannelJournal> logger)
{
    private readonly Channel<ChannelEvent> _queue = System.Threading.Channels.Channel.CreateBounded<ChannelEvent>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>How many events are not written yet.</summary>
    public int Waiting => _queue.Reader.Count;

    public void Note(ChannelEventKind kind, ChannelEntry channel, KeyEntry? key, string reason, DateTimeOffset? until = null)
    {
        key?.State.NoteChange();
        Note(kind, channel.Id, channel.Name, key?.Id, reason, until);
    }

    public void Note(ChannelEventKind kind, long channelId, string channel, long? keyId, string reason, DateTimeOffset? until = null) =>
        _queue.Writer.TryWrite(Compose(kind, channelId, channel, keyId, reason, until));

    /// <summary>The row of a change for the caller to save together with it; the log line is written.</summary>
    internal ChannelEvent Compose(ChannelEventKind kind, long channelId, string channel, long? keyId, string reason, DateTimeOffset? until = null)
    {
        var level = kind is ChannelEventKind.ChannelCooling or ChannelEventKind.KeySetAside ? LogLevel.Warning : LogLevel.Information;
        Log.Changed(logger, level, kind, channelId, channel, keyId, reason, until);
        return new ChannelEvent
        {
            ChannelId = channelId,
            KeyId = keyId,
            At = time.GetUtcNow(),
            Kind = kind,
            Reason = reason.Length > 300 ? reason[..300] : reason,
            Until = until,
        };
    }

    internal bool TryTake(out ChannelEvent? change) => _queue.Reader.TryRead(out change);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3010, Message = "{Kind}: channel {ChannelId} ({Channel}), key {KeyId}: {Reason} (until {Until})")]
        public static partial void Changed(
            ILogger logger, LogLevel level, ChannelEventKind kind, long channelId, string channel, long? keyId, string reason, DateTimeOffset? until);
    }
}
