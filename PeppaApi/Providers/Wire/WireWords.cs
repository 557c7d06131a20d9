using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.Wire;

/// <summary>Reads the usage that the reader stands on, into disjoint counters.</summary>
internal delegate UsageReport? WireUsage(ref Utf8JsonReader reader);

/// <summary>
/// The words of a vendor whose replies have the shape of OpenAI's: choices with a message or a delta, its text, tool calls and a reason for
/// the end; but other names, something around them, or a habit of their own. What is not said is OpenAI's word.
/// </summary>
internal sealed class WireWords
{
    /// <summary>The object around a reply, or around its choices; either may be missing.</summary>
    public string Around { get; init; } = "";

    public string Id { get; init; } = "id";

    public string Choices { get; init; } = "choices";

    /// <summary>What holds the answer: of a stream, or of a whole reply.</summary>
    public required string[] Answers { get; init; }

    public string Content { get; init; } = "content";

    public string Thought { get; init; } = "reasoning_content";

    public string Calls { get; init; } = "tool_calls";

    public string CallId { get; init; } = "id";

    public string Function { get; init; } = "function";

    public string Name { get; init; } = "name";

    public string Arguments { get; init; } = "arguments";

    public string Finish { get; init; } = "finish_reason";

    public string Usage { get; init; } = "usage";

    public required WireUsage ReadUsage { get; init; }

    /// <summary>The object, the text that is not empty, or the number but 0, that says that something went wrong.</summary>
    public string[] Errors { get; init; } = ["code"];

    /// <summary>Members that are not looked into: what the vendor adds, such as what a search found.</summary>
    public string[] Extras { get; init; } = [];

    public WireMember Find(ref Utf8JsonReader reader)
    {
        foreach (var (name, member) in Names)
        {
            if (reader.ValueSpan.Length == name.Length && reader.ValueTextEquals(name))
            {
                return member;
            }
        }

        return WireMember.Other;
    }

    private (byte[] Name, WireMember Member)[] Names => field ??=
    [
        // A text in pieces has this name in every piece.
        (Bytes(Content), WireMember.Text), (Bytes("text"), WireMember.Text), (Bytes(Thought), WireMember.Thought), (Bytes(Finish), WireMember.Finish), (Bytes(Usage), WireMember.Usage),
        (Bytes(Choices), WireMember.Choices), (Bytes(Calls), WireMember.Calls), (Bytes(Name), WireMember.Written), (Bytes(Arguments), WireMember.Written),
        .. Errors.Select(error => (Bytes(error), WireMember.Error)), .. Extras.Select(extra => (Bytes(extra), WireMember.Extra)),
    ];

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name);
}

internal enum WireMember
{
    Other,
    Text,
    Thought,

    /// <summary>What the model wrote that is no text for the client.</summary>
    Written,
    Calls,
    Choices,
    Finish,
    Usage,
    Error,
    Extra,
}
