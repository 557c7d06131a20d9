using PeppaApi.Channels;

namespace PeppaApi.Relay;

/// <summary>Sets aside keys that an upstream rejects, beside the request that found out.</summary>
internal sealed partial class KeyRejections(ChannelKeyService keys, ILogger<KeyRejections> logger)
{
    public void SetAside(ChannelLease lease, string reason)
    {
        // At once for this process; on disk, and for the pages, in a moment.
        lease.KeyRejected(reason);
        _ = StoreAsync(lease, reason);
    }

    private async Task StoreAsync(ChannelLease lease, string reason)
    {
        try
        {
            await keys.SetAsideAsync(lease.Key.Id, reason);
        }
        catch (Exception exception)
        {
            // Not part of the request: it must not fail for this, and the next request finds the same out.
            Log.NotStored(logger, exception, lease.Key.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4011, Level = LogLevel.Error, Message = "That key {KeyId} is set aside could not be stored")]
        public static partial void NotStored(ILogger logger, Exception exception, long keyId);
    }
}
