namespace PeppaApi.Providers;

/// <summary>Whether a whole reply is one, and what it used.</summary>
/// <param name="Usage">As reported; none if the upstream said nothing, or something impossible.</param>
public readonly record struct ReplyReading(bool IsReply, bool HasError, UsageReport? Usage);
