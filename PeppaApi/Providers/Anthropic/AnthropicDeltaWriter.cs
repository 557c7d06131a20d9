using System.Buffers;
using System.Text;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>
/// Writes events for a client, from an upstream of another dialect (vendors/anthropic.md, 4 and 7): one block at a time, a new
/// one whenever the kind of what comes changes. Calls that an upstream writes side by side come one after the other. Why the answer
/// ended waits for the usage, which stands beside it.
/// </summary>
internal sealed class AnthropicDeltaWriter(ChatStreamStart start) : ChatStreamWriter
{
    private bool _begun;
    private ChatDeltaKind? _open;
    private int _index = -1;
    private int _openCall;
    private readonly SortedDictionary<int, (ChatDelta Call, StringBuilder Arguments)> _waiting = [];
    private ChatDelta _finish = ChatDelta.Finish(ChatFinish.Stop);

    public override void Write(IBufferWriter<byte> client, in ChatDelta delta)
    {
        // Several answers have no place in a message: the first is the one.
        if (delta.Answer > 0)
        {
            return;
        }

        Begin(client, delta.Kind == ChatDeltaKind.Start ? delta.Id : null);
        switch (delta.Kind)
        {
            case ChatDeltaKind.Text:
                Continue(client, delta, "text", "text_delta", "text");
                break;
            case ChatDeltaKind.Thinking:
                Continue(client, delta, "thinking", "thinking_delta", "thinking");
                break;
            case ChatDeltaKind.Signature when _open == ChatDeltaKind.Thinking:
                Delta(client, "signature_delta", "signature", delta.Text);
                break;
            case ChatDeltaKind.SealedThinking:
                Open(client, delta, "redacted_thinking");
                break;
            case ChatDeltaKind.ToolCall:
                if (_open == ChatDeltaKind.ToolCall)
                {
                    CloseBlock(client);
                }

                _waiting[delta.Tool] = (delta, new StringBuilder());
                break;
            case ChatDeltaKind.ToolArguments:
                WriteArguments(client, delta);
                break;
            case ChatDeltaKind.Finish:
                _finish = delta;
                break;
        }
    }

    public override void End(IBufferWriter<byte> client, in UsageReport usage)
    {
        Begin(client, null);
        foreach (var (call, arguments) in _waiting.Values)
        {
            Open(client, call, "tool_use");
            if (arguments.Length > 0)
            {
                Delta(client, "input_json_delta", "partial_json", arguments.ToString());
            }
        }

        CloseBlock(client);
        AnthropicEvents.WriteEnd(client, AnthropicAnswerWriter.StopReasonOf(_finish.Reason), _finish.Text, usage);
    }

    private void Begin(IBufferWriter<byte> client, string? id)
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        using var json = AnthropicEvents.Open(client, "message_start"u8);
        json.WriteStartObject("message");
        AnthropicAnswerWriter.WriteHead(json, id is { Length: > 0 } ? id : start.RequestId, start.Facts.Model);
        json.WriteStartArray("content");
        json.WriteEndArray();
        json.WriteNull("stop_reason");
        json.WriteNull("stop_sequence");
        AnthropicAnswerWriter.WriteUsage(json, new UsageReport { UncachedInput = start.InputGuess });
        json.WriteEndObject();
        AnthropicEvents.Close(client, json);
    }

    private void Continue(IBufferWriter<byte> client, in ChatDelta delta, string block, string type, string member)
    {
        if (_open != delta.Kind)
        {
            Open(client, delta, block);
        }

        Delta(client, type, member, delta.Text);
    }

    /// <summary>A call is opened by its first arguments; those of another wait until the end.</summary>
    private void WriteArguments(IBufferWriter<byte> client, in ChatDelta delta)
    {
        if (_waiting.TryGetValue(delta.Tool, out var waiting))
        {
            if (_open == ChatDeltaKind.ToolCall)
            {
                waiting.Arguments.Append(delta.Text);
                return;
            }

            _waiting.Remove(delta.Tool);
            Open(client, waiting.Call, "tool_use");
            _openCall = delta.Tool;
        }

        if (_open == ChatDeltaKind.ToolCall && _openCall == delta.Tool)
        {
            Delta(client, "input_json_delta", "partial_json", delta.Text);
        }
    }

    private void Open(IBufferWriter<byte> client, in ChatDelta delta, string block)
    {
        CloseBlock(client);
        _open = delta.Kind;
        _index++;
        using var json = AnthropicEvents.Open(client, "content_block_start"u8);
        json.WriteNumber("index", _index);
        json.WriteStartObject("content_block");
        json.WriteString("type", block);
        switch (delta.Kind)
        {
            case ChatDeltaKind.Text:
                json.WriteString("text", "");
                break;
            case ChatDeltaKind.Thinking:
                json.WriteString("thinking", "");
                json.WriteString("signature", "");
                break;
            case ChatDeltaKind.SealedThinking:
                json.WriteString("data", delta.Text);
                break;
            default:
                json.WriteString("id", delta.Id);
                json.WriteString("name", delta.Name);
                json.WriteStartObject("input");
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
        AnthropicEvents.Close(client, json);
    }

    private void Delta(IBufferWriter<byte> client, string type, string member, string? text)
    {
        using var json = AnthropicEvents.Open(client, "content_block_delta"u8);
        json.WriteNumber("index", _index);
        json.WriteStartObject("delta");
        json.WriteString("type", type);
        json.WriteString(member, text);
        json.WriteEndObject();
        AnthropicEvents.Close(client, json);
    }

    private void CloseBlock(IBufferWriter<byte> client)
    {
        if (_open is not null)
        {
            AnthropicEvents.WriteBlockStop(client, _index);
            _open = null;
        }
    }
}
