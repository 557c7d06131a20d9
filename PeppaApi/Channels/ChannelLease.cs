using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>One attempt's channel and key, and how to say how it went.</summary>
/// <param name="UpstreamModel">The model as the upstream calls it.</param>
public sealed record ChannelLease(ChannelEntry Channel, KeyEntry Key, string UpstreamModel, TimeProvider Time)
{
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Where the attempt goes.</summary>
    public UpstreamTarget Target => new(Channel.Provider, Channel.Endpoint, UpstreamModel);

    public void Succeeded()
    {
        Channel.Cooldown.End();
        Key.Cooldown.End();
    }

    /// <summary>The upstream could not be reached, or failed: the channel is tried last for a while.</summary>
    public void ChannelFailed() => Channel.Cooldown.Begin(Time.GetUtcNow() + DefaultPause, strict: false);

    /// <summary>The upstream answered 429: the key pauses for as long as it says, else for five seconds.</summary>
    public void KeyBusy(TimeSpan? retryAfter)
    {
        var pause = retryAfter is { } asked && asked > TimeSpan.Zero ? asked : DefaultPause;
        Key.Cooldown.Begin(Time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause), strict: true);
    }
}
