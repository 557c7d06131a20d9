using System.Text;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>Reads the events of a stream: each has only what is new (vendors/zhipu-chatglm.md, 2.3).</summary>
internal sealed class ChatGlmDeltaReader : ChatStreamReader
{
    private bool _started;

    public override void ReadEvent(ReadOnlySpan<byte> wholeEvent, List<ChatDelta> deltas)
    {
        var kind = ChatGlmEvent.Value(wholeEvent, "event"u8);
        if (kind.IsEmpty)
        {
            return;
        }

        if (!_started)
        {
            _started = true;
            deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: Encoding.UTF8.GetString(ChatGlmEvent.Value(wholeEvent, "id"u8))));
        }

        if (ChatGlmEvent.Text(wholeEvent) is { Length: > 0 } text)
        {
            deltas.Add(new ChatDelta(ChatDeltaKind.Text, text));
        }

        if (kind.SequenceEqual("finish"u8) || kind.SequenceEqual("interrupted"u8))
        {
            deltas.Add(ChatDelta.Finish(kind.SequenceEqual("finish"u8) ? ChatFinish.Stop : ChatFinish.Filter));
        }
    }

    // Its events are more than their first line of data.
    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas) => throw new NotSupportedException();
}
