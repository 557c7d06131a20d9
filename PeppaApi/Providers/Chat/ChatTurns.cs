namespace PeppaApi.Providers.Chat;

/// <summary>A conversation for vendors that want user and model in turn, and the user to have the first and the last word.</summary>
internal static class ChatTurns
{
    /// <summary>Stands where somebody had to say something and did not.</summary>
    public const string Filler = "...";

    /// <summary>The messages without instructions and empty ones, those of one role in a row as one.</summary>
    public static List<ChatMessage> InOrder(IEnumerable<ChatMessage> messages)
    {
        var turns = new List<ChatMessage>();
        foreach (var message in messages.Where(message => message.Role != ChatRole.System && message.Parts.Exists(Says)))
        {
            if (turns.Count > 0 && turns[^1].Role == message.Role)
            {
                turns[^1].Parts.AddRange(message.Parts.Where(Says));
            }
            else
            {
                turns.Add(new ChatMessage(message.Role, [.. message.Parts.Where(Says)]));
            }
        }

        if (turns.Count == 0 || turns[0].Role == ChatRole.Assistant)
        {
            turns.Insert(0, Nothing());
        }

        if (turns[^1].Role == ChatRole.Assistant)
        {
            turns.Add(Nothing());
        }

        return turns;
    }

    private static bool Says(ChatPart part) => part is not (ThinkingPart or TextPart { Text: "" });

    private static ChatMessage Nothing() => new(ChatRole.User, [new TextPart(Filler)]);
}
