namespace PeppaApi.Channels;

/// <summary>What one request looks for, and what it has tried. Not safe for several threads.</summary>
/// <param name="affinity">Requests of the same number go to the same key, where that saves money at the vendor; none has no preference.</param>
public sealed class ChannelSearch(string group, string model, int? affinity = null)
{
    private readonly List<long> _keys = [];
    private readonly List<long> _failed = [];

    public string Group => group;

    public string Model => model;

    public int? Affinity => affinity;

    /// <summary>Which channels can do it at all; none leaves that to be seen.</summary>
    public Func<ChannelEntry, bool>? Serves { get; init; }

    public int Attempts => _keys.Count;

    public bool MayUse(ChannelEntry channel) => Serves?.Invoke(channel) != false;

    public bool HasTried(long keyId) => _keys.Contains(keyId);

    public bool HasFailedOn(long channelId) => _failed.Contains(channelId);

    internal void Try(long keyId) => _keys.Add(keyId);

    internal void Forget(long keyId) => _keys.Remove(keyId);

    internal void NoteFailure(long channelId) => _failed.Add(channelId);
}
