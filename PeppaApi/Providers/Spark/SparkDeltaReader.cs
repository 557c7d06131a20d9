using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Spark;

/// <summary>Reads the frames of a reply: each has only what is new, a function call comes whole and without an id (vendors/xfyun-spark.md, 4).</summary>
internal sealed class SparkDeltaReader : ChatStreamReader
{
    private const int LastStatus = 2;
    private string? _id;
    private bool _called;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.IsEmpty)
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        Read(document.RootElement, deltas);
    }

    public void Read(JsonElement frame, List<ChatDelta> deltas)
    {
        var header = ChatFields.Member(frame, "header") ?? default;
        if (_id is null)
        {
            _id = ChatFields.Text(header, "sid") ?? "";
            deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: _id));
        }

        if (ChatFields.Member(frame, "payload") is { } payload && ChatFields.Member(payload, "choices") is { } choices
            && ChatFields.Member(choices, "text") is { ValueKind: JsonValueKind.Array } texts)
        {
            foreach (var text in texts.EnumerateArray())
            {
                ReadText(text, deltas);
            }
        }

        if (ChatFields.Member(header, "status") is { ValueKind: JsonValueKind.Number } status && status.TryGetInt32(out var number) && number == LastStatus)
        {
            deltas.Add(ChatDelta.Finish(_called ? ChatFinish.ToolCalls : ChatFinish.Stop));
        }
    }

    private void ReadText(JsonElement text, List<ChatDelta> deltas)
    {
        if (ChatFields.Text(text, "reasoning_content") is { Length: > 0 } thought)
        {
            deltas.Add(new ChatDelta(ChatDeltaKind.Thinking, thought));
        }

        if (ChatFields.Text(text, "content") is { Length: > 0 } words)
        {
            deltas.Add(new ChatDelta(ChatDeltaKind.Text, words));
        }

        if (!_called && ChatFields.Member(text, "function_call") is { } call)
        {
            _called = true;
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolCall, Id: $"call_{_id}", Name: ChatFields.Text(call, "name") ?? ""));
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolArguments, ChatFields.Text(call, "arguments") ?? "{}"));
        }
    }
}
