using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Ernie;

/// <summary>Reads the frames of a stream: each has only what is new, the last says that it is (vendors/baidu-ernie.md, 2.5).</summary>
internal sealed class ErnieDeltaReader : ChatStreamReader
{
    private string? _id;
    private bool _called;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.IsEmpty)
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        var root = document.RootElement;
        if (_id is null)
        {
            _id = ChatFields.Text(root, "id") ?? "";
            deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: _id));
        }

        if (ChatFields.Text(root, "result") is { Length: > 0 } text)
        {
            deltas.Add(new ChatDelta(ChatDeltaKind.Text, text));
        }

        if (!_called && ErnieAnswerReader.CallOf(root, _id) is { } call)
        {
            _called = true;
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolCall, Id: call.Id, Name: call.Name));
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolArguments, call.Arguments));
        }

        if (ChatFields.Member(root, "is_end") is { ValueKind: JsonValueKind.True })
        {
            var finish = ErnieAnswerReader.FinishOf(root);
            deltas.Add(ChatDelta.Finish(_called && finish == ChatFinish.Stop ? ChatFinish.ToolCalls : finish));
        }
    }
}
