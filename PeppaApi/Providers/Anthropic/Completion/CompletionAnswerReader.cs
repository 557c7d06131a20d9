using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic.Completion;

/// <summary>Reads a completion whole. Its text begins with a blank, after the colon of the prompt.</summary>
internal static class CompletionAnswerReader
{
    private const string Human = "\n\nHuman:";

    public static ChatReply Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        var text = Begin(ChatFields.Text(root, "completion") ?? "");
        var (finish, stop) = FinishOf(root);
        return new ChatReply { Id = ChatFields.Text(root, "id") ?? "", Answers = { new ChatAnswer(text.Length == 0 ? [] : [new TextPart(text)], finish ?? ChatFinish.Stop, stop) } };
    }

    public static string Begin(string text) => text.StartsWith(' ') ? text[1..] : text;

    /// <summary>Why it ended, and by which of the client's stop sequences; none where it has not.</summary>
    public static (ChatFinish? Finish, string? Stop) FinishOf(JsonElement root) => (ChatFields.Text(root, "stop_reason"), ChatFields.Text(root, "stop")) switch
    {
        (null, _) => (null, null),
        ("max_tokens", _) => (ChatFinish.Length, null),
        (_, null or Human) => (ChatFinish.Stop, null),
        (_, var stop) => (ChatFinish.StopSequence, stop),
    };
}
