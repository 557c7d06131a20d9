namespace PeppaApi.Providers.Chat;

/// <summary>For upstreams that know text and nothing else: refuses by name what they have no word for.</summary>
internal static class TextOnly
{
    /// <param name="tools">Whether they know functions.</param>
    /// <exception cref="RequestException">There is something that cannot be left out without changing what was asked.</exception>
    public static void Require(ChatRequest request, bool tools)
    {
        RequestException.Refuse(request.Choices > 1, "n");
        RequestException.Refuse(!tools && request.Tools.Count > 0, "tools");
        foreach (var part in request.Messages.SelectMany(message => message.Parts))
        {
            RequestException.Refuse(part is ToolCallPart or ToolResultPart ? !tools : part is not (TextPart or ThinkingPart), "messages");
        }
    }

    /// <summary>All instructions, wherever they stood; none if there are none.</summary>
    public static string? Instructions(List<ChatMessage> messages)
    {
        var texts = messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Where(text => text.Length > 0).ToList();
        return texts.Count == 0 ? null : string.Join('\n', texts);
    }
}
