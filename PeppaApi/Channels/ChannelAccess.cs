using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>A channel and one of its keys, to ask after what was begun there. The secret goes into one header and nowhere else.</summary>
public sealed record ChannelAccess(long ChannelId, UpstreamTarget Target, string Secret, ChannelRules Rules)
{
    public override string ToString() => $"channel {ChannelId}";
}
