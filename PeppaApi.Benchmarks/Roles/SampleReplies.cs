using System.Globalization;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>
/// The bytes that the sample upstream answers with in one dialect, made once: a model that thinks in no time at all. Its
/// events are each ready to be written and flushed. A reply's token counts differ from a stream's, so that the two cost differently.
/// </summary>
internal sealed record SampleReplies(byte[] Completion, byte[][] Stream)
{
    /// <summary>Content events in one stream of whatever dialect, beside those that begin and end it.</summary>
    public const int ContentEvents = 50;

    public const int InputTokens = 211;

    public const int CompletionTokens = 27;

    public const string Text = "A relay adds a hold before the call and a charge after it, both durable, and hands every byte of the reply through.";

    /// <summary>What the content events of a stream say, one after another.</summary>
    public static IEnumerable<string> Words { get; } =
        [.. Enumerable.Range(0, ContentEvents).Select(i => $" word{i.ToString("00", CultureInfo.InvariantCulture)}")];
}
