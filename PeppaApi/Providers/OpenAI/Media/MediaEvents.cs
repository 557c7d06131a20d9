namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Events that the relay itself adds to the stream of an operation that is no conversation.</summary>
internal static class MediaEvents
{
    /// <summary>Ends a stream that has no word for a lower limit.</summary>
    public static byte[] CreditUsedUp() => OpenAIErrorWriter.WriteEvent(new DoorError(
        403, "insufficient_quota", "insufficient_user_quota", null, "The account's credit does not cover the rest.", ""));
}
