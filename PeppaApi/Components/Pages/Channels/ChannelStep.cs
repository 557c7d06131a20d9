namespace PeppaApi.Components.Pages.Channels;

/// <summary>The way to a new channel, in order. Any step may be gone to at any time.</summary>
internal enum ChannelStep
{
    Vendor,

    Keys,

    Models,

    /// <summary>A test before anything is saved.</summary>
    Trial,

    /// <summary>Name, groups, priority.</summary>
    Place,
}
