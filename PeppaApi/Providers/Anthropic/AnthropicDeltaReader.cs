using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Reads the events of a stream, for a client of another dialect (vendors/anthropic.md, 4 and 6.2).</summary>
internal sealed class AnthropicDeltaReader : ChatStreamReader
{
    private int _tools;
    private bool _inTool;
    private bool _hasArguments;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.IsEmpty)
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        var root = document.RootElement;
        switch (ChatFields.Text(root, "type"))
        {
            case "message_start":
                deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: ChatFields.Member(root, "message") is { } message ? ChatFields.Text(message, "id") : null));
                break;
            case "content_block_start" when ChatFields.Member(root, "content_block") is { } block:
                ReadBlock(block, deltas);
                break;
            case "content_block_delta" when ChatFields.Member(root, "delta") is { } delta:
                ReadDelta(delta, deltas);
                break;
            case "content_block_stop":
                EndBlock(deltas);
                break;
            case "message_delta" when ChatFields.Member(root, "delta") is { } delta && ChatFields.Text(delta, "stop_reason") is { } reason:
                deltas.Add(ChatDelta.Finish(AnthropicAnswerReader.FinishOf(reason), 0, ChatFields.Text(delta, "stop_sequence")));
                break;
        }
    }

    private void ReadBlock(JsonElement block, List<ChatDelta> deltas)
    {
        switch (ChatFields.Text(block, "type"))
        {
            case "text":
                Add(ChatDeltaKind.Text, ChatFields.Text(block, "text"), deltas);
                break;
            case "thinking":
                Add(ChatDeltaKind.Thinking, ChatFields.Text(block, "thinking"), deltas);
                break;
            case "redacted_thinking":
                Add(ChatDeltaKind.SealedThinking, ChatFields.Text(block, "data"), deltas);
                break;
            case "tool_use":
                (_inTool, _hasArguments) = (true, false);
                deltas.Add(new ChatDelta(ChatDeltaKind.ToolCall, null, ChatFields.Text(block, "id") ?? "", ChatFields.Text(block, "name") ?? "", _tools));
                if (ChatFields.Member(block, "input") is { } input && !ChatFields.IsNeutral(input))
                {
                    Arguments(ChatJson.Compact(input), deltas);
                }

                break;
        }
    }

    private void ReadDelta(JsonElement delta, List<ChatDelta> deltas)
    {
        switch (ChatFields.Text(delta, "type"))
        {
            case "text_delta":
                Add(ChatDeltaKind.Text, ChatFields.Text(delta, "text"), deltas);
                break;
            case "thinking_delta":
                Add(ChatDeltaKind.Thinking, ChatFields.Text(delta, "thinking"), deltas);
                break;
            case "signature_delta":
                Add(ChatDeltaKind.Signature, ChatFields.Text(delta, "signature"), deltas);
                break;
            case "input_json_delta" when _inTool && ChatFields.Text(delta, "partial_json") is { Length: > 0 } fragment:
                Arguments(fragment, deltas);
                break;
        }
    }

    /// <summary>A tool without arguments sends no fragment, but other dialects' arguments are never empty.</summary>
    private void EndBlock(List<ChatDelta> deltas)
    {
        if (_inTool)
        {
            if (!_hasArguments)
            {
                Arguments("{}", deltas);
            }

            _tools++;
            _inTool = false;
        }
    }

    private void Arguments(string fragment, List<ChatDelta> deltas)
    {
        _hasArguments = true;
        deltas.Add(new ChatDelta(ChatDeltaKind.ToolArguments, fragment, Tool: _tools));
    }

    private static void Add(ChatDeltaKind kind, string? text, List<ChatDelta> deltas)
    {
        if (text is { Length: > 0 })
        {
            deltas.Add(new ChatDelta(kind, text));
        }
    }
}
