namespace PeppaApi.Providers.Chat;

public enum ChatRole
{
    /// <summary>Instructions to the model.</summary>
    System,

    /// <summary>The client, tool results included.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

public sealed record ChatMessage(ChatRole Role, List<ChatPart> Parts)
{
    /// <summary>All text of the message, one part a line.</summary>
    public string Text => string.Join('\n', Parts.OfType<TextPart>().Select(part => part.Text));
}

/// <summary>A piece of a message. The cases are all here.</summary>
public abstract record ChatPart
{
    private protected ChatPart()
    {
    }
}

public sealed record TextPart(string Text) : ChatPart;

/// <summary>A picture: by address, or base64 with its media type.</summary>
public sealed record ImagePart(string? MediaType, string? Data, string? Url, string? Detail = null) : ChatPart;

/// <summary>Sound in base64.</summary>
/// <param name="Format">Such as <c>wav</c> or <c>mp3</c>.</param>
public sealed record AudioPart(string Format, string Data) : ChatPart;

/// <summary>A document in base64.</summary>
public sealed record FilePart(string MediaType, string? Name, string Data) : ChatPart;

/// <summary>The model asks for a tool.</summary>
/// <param name="Arguments">A JSON object as text; the model may have written it badly.</param>
/// <param name="Signature">The vendor's seal on the call, to be given back with it; none where the vendor has none.</param>
public sealed record ToolCallPart(string Id, string Name, string Arguments, string? Signature = null) : ChatPart;

/// <summary>What a tool gave: text and pictures.</summary>
/// <param name="Name">The tool's name, where the dialect says it or the call before it does.</param>
public sealed record ToolResultPart(string CallId, string? Name, List<ChatPart> Content, bool IsError = false) : ChatPart;

/// <summary>What the model thought.</summary>
/// <param name="Signature">The vendor's seal; without it the thought cannot be given back to that vendor.</param>
/// <param name="Sealed">The thought itself in the vendor's cipher, in place of the text.</param>
public sealed record ThinkingPart(string Text, string? Signature, string? Sealed = null) : ChatPart;
