namespace PeppaApi.Providers;

/// <summary>A failure as a client is to read it. The names are OpenAI's; a door of another dialect puts its own in their place.</summary>
/// <param name="Status">The status of the response, or the one that it would have had if the stream had not begun.</param>
public sealed record DoorError(int Status, string Type, string? Code, string? Param, string Message, string RequestId);
