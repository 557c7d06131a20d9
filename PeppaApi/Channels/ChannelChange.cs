namespace PeppaApi.Channels;

/// <summary>What some channels are given at once; what is left out stays with each as it is.</summary>
public sealed record ChannelChange(
    IReadOnlyList<string>? AddTags = null, IReadOnlyList<string>? RemoveTags = null, int? Priority = null, int? Weight = null, bool? Enabled = null)
{
    public bool IsEmpty => AddTags is null or { Count: 0 } && RemoveTags is null or { Count: 0 } && Priority is null && Weight is null && Enabled is null;
}
