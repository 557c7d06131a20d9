using PeppaApi.Providers.Anthropic;
using PeppaApi.Providers.Gemini;
using PeppaApi.Providers.OpenAI;
using PeppaApi.Providers.OpenAI.Responses;

namespace PeppaApi.Providers;

/// <summary>Every dialect that clients may speak.</summary>
public static class Doors
{
    public static DoorDialect OpenAI { get; } = new OpenAIDoor();

    /// <summary>OpenAI's Responses API.</summary>
    public static DoorDialect Responses { get; } = new ResponsesDoor();

    public static DoorDialect Anthropic { get; } = new AnthropicDoor();

    public static DoorDialect Gemini { get; } = new GeminiDoor(asArray: false);

    /// <summary>The same for a client that takes a stream as one JSON array.</summary>
    public static DoorDialect GeminiArray { get; } = new GeminiDoor(asArray: true);

    /// <summary>The dialect of a client that calls an address of several, told by the headers that only one of them sends.</summary>
    public static DoorDialect OfHeaders(Func<string, bool> hasHeader) =>
        hasHeader("anthropic-version") ? Anthropic : hasHeader("x-goog-api-key") ? Gemini : OpenAI;
}
