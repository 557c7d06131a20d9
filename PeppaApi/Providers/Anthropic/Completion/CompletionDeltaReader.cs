using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic.Completion;

/// <summary>Reads the pieces of a stream; without the blank that the first one begins with.</summary>
internal sealed class CompletionDeltaReader : ChatStreamReader
{
    private bool _started;
    private bool _begun;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.IsEmpty)
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        var root = document.RootElement;
        if (ChatFields.Text(root, "completion") is not { } text)
        {
            return;
        }

        if (!_started)
        {
            _started = true;
            deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: ChatFields.Text(root, "id")));
        }

        if (text.Length > 0)
        {
            text = _begun ? text : CompletionAnswerReader.Begin(text);
            _begun = true;
            if (text.Length > 0)
            {
                deltas.Add(new ChatDelta(ChatDeltaKind.Text, text));
            }
        }

        if (CompletionAnswerReader.FinishOf(root) is ({ } finish, var stop))
        {
            deltas.Add(ChatDelta.Finish(finish, 0, stop));
        }
    }
}
