using System.Buffers;
using System.Text;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>
/// Writes typed, numbered events for a client, from an upstream that does not speak the Responses API (vendors/openai.md, 9.3). A message or thought
/// ends when something else begins; calls stay open to the end, since some vendors write several at a time.
/// </summary>
internal sealed class ResponsesDeltaWriter(ChatStreamStart start) : ChatStreamWriter
{
    private readonly List<ResponsesItem> _items = [];
    private readonly Dictionary<int, ResponsesItem> _calls = [];
    private readonly ArrayBufferWriter<byte> _payload = new();
    private ResponsesHead? _head;
    private ResponsesItem? _open;
    private ChatFinish _finish;
    private long _sequence;

    /// <summary>Every event has a number of its own, and the last one of an item repeats its text.</summary>
    public override bool FramesText => false;

    public override void Write(IBufferWriter<byte> client, in ChatDelta delta)
    {
        if (delta.Answer > 0)
        {
            return;
        }

        Begin(client, delta.Kind == ChatDeltaKind.Start ? delta.Id : null);
        switch (delta.Kind)
        {
            case ChatDeltaKind.Text:
                Continue(client, delta, "response.output_text.delta");
                break;
            case ChatDeltaKind.Thinking:
                Continue(client, delta, "response.reasoning_summary_text.delta");
                break;
            case ChatDeltaKind.ToolCall:
                CloseOpen(client);
                _calls[delta.Tool] = Add(client, new ResponsesItem(ChatDeltaKind.ToolCall, _head!.Id, _items.Count) { CallId = delta.Id ?? "", Name = delta.Name ?? "" });
                break;
            case ChatDeltaKind.ToolArguments when _calls.TryGetValue(delta.Tool, out var call):
                Append(client, call, "response.function_call_arguments.delta", delta.Text!);
                break;
            case ChatDeltaKind.Finish:
                _finish = delta.Reason;
                break;
        }
    }

    public override void End(IBufferWriter<byte> client, in UsageReport usage)
    {
        Begin(client, null);
        CloseOpen(client);
        foreach (var call in _calls.Values)
        {
            Close(client, call);
        }

        Response(client, _finish is ChatFinish.Length or ChatFinish.Filter ? "response.incomplete" : "response.completed", _finish, usage);
    }

    private void Begin(IBufferWriter<byte> client, string? id)
    {
        if (_head is null)
        {
            _head = new ResponsesHead(id is { Length: > 0 } ? id : start.RequestId, start.Facts.Model, start.Now);
            Response(client, "response.created", null, null);
            Response(client, "response.in_progress", null, null);
        }
    }

    private void Continue(IBufferWriter<byte> client, in ChatDelta delta, string type)
    {
        if (_open?.Kind != delta.Kind)
        {
            CloseOpen(client);
            _open = Add(client, new ResponsesItem(delta.Kind, _head!.Id, _items.Count));
            Part(client, _open, "added");
        }

        Append(client, _open, type, delta.Text!);
    }

    private ResponsesItem Add(IBufferWriter<byte> client, ResponsesItem item)
    {
        _items.Add(item);
        Item(client, item, "response.output_item.added");
        return item;
    }

    private void Append(IBufferWriter<byte> client, ResponsesItem item, string type, string text)
    {
        item.Text.Append(text);
        Text(client, item, type, "delta", text);
    }

    private void CloseOpen(IBufferWriter<byte> client)
    {
        if (_open is { } item)
        {
            _open = null;
            Close(client, item);
        }
    }

    private void Close(IBufferWriter<byte> client, ResponsesItem item)
    {
        item.IsDone = true;
        var text = item.Text.ToString();
        switch (item.Kind)
        {
            case ChatDeltaKind.Text:
                Text(client, item, "response.output_text.done", "text", text);
                Part(client, item, "done");
                break;
            case ChatDeltaKind.Thinking:
                Text(client, item, "response.reasoning_summary_text.done", "text", text);
                Part(client, item, "done");
                break;
            default:
                Text(client, item, "response.function_call_arguments.done", "arguments", text);
                break;
        }

        Item(client, item, "response.output_item.done");
    }

    private void Response(IBufferWriter<byte> client, string type, ChatFinish? finish, UsageReport? usage)
    {
        using var json = Open(type);
        json.WritePropertyName("response");
        ResponsesAnswerWriter.WriteResponse(json, _head!, finish, _items, usage);
        Send(client, type, json);
    }

    private void Item(IBufferWriter<byte> client, ResponsesItem item, string type)
    {
        using var json = Open(type);
        json.WriteNumber("output_index", item.Index);
        json.WritePropertyName("item");
        item.Write(json);
        Send(client, type, json);
    }

    private void Part(IBufferWriter<byte> client, ResponsesItem item, string what)
    {
        var type = item.Kind == ChatDeltaKind.Text ? $"response.content_part.{what}" : $"response.reasoning_summary_part.{what}";
        using var json = Open(type);
        WritePlace(json, item);
        json.WritePropertyName("part");
        item.WritePart(json);
        Send(client, type, json);
    }

    private void Text(IBufferWriter<byte> client, ResponsesItem item, string type, string member, string text)
    {
        using var json = Open(type);
        WritePlace(json, item);
        json.WriteString(member, text);
        if (item.Kind == ChatDeltaKind.Text)
        {
            json.WriteStartArray("logprobs");
            json.WriteEndArray();
        }
        else if (member == "arguments")
        {
            json.WriteString("name", item.Name);
        }

        Send(client, type, json);
    }

    private static void WritePlace(Utf8JsonWriter json, ResponsesItem item)
    {
        json.WriteString("item_id", item.Id);
        json.WriteNumber("output_index", item.Index);
        if (item.Kind != ChatDeltaKind.ToolCall)
        {
            json.WriteNumber(item.Kind == ChatDeltaKind.Text ? "content_index" : "summary_index", 0);
        }
    }

    private Utf8JsonWriter Open(string type)
    {
        _payload.ResetWrittenCount();
        var json = new Utf8JsonWriter(_payload, ChatJson.Options);
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteNumber("sequence_number", _sequence++);
        return json;
    }

    private void Send(IBufferWriter<byte> client, string type, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        client.Write("event: "u8);
        Encoding.ASCII.GetBytes(type, client);
        client.Write("\ndata: "u8);
        client.Write(_payload.WrittenSpan);
        client.Write("\n\n"u8);
    }
}
