namespace PeppaApi.Providers.Chat;

/// <summary>For upstreams that know text and nothing else: refuses by name what they have no word for.</summary>
internal static class TextOnly
{
    /// <param name="tools">Whether they know functions.</param>
    /// <exception cref="RequestException">There is something that cannot be left out without changing what was asked.</exception>
    public static void Require(ChatRequest request, bool tools)
    {
        if (request.Choices > 1)
        {
            throw RequestException.NotCarried("n");
        }

        if (!tools && request.Tools.Count > 0)
        {
            throw RequestException.NotCarried("tools");
        }

        foreach (var part in request.Messages.SelectMany(message => message.Parts))
        {
            if (part is ToolCallPart or ToolResultPart ? !tools : part is not (TextPart or ThinkingPart))
            {
                throw RequestException.NotCarried("messages");
            }
        }
    }

    /// <summary>A dialect that cannot be told to answer in JSON.</summary>
    public static void RequireNoFormat(ChatRequest request)
    {
        if (request.Format is not null)
        {
            throw RequestException.NotCarried("response_format");
        }
    }

    /// <summary>All instructions, wherever they stood; none if there are none.</summary>
    public static string? Instructions(List<ChatMessage> messages)
    {
        var texts = messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Where(text => text.Length > 0).ToList();
        return texts.Count == 0 ? null : string.Join('\n', texts);
    }
}
