using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Writes chunks for a client, from an upstream of another dialect (vendors/openai.md, 2.4 and 2.5).</summary>
internal sealed class OpenAIDeltaWriter(ChatStreamStart start) : ChatStreamWriter
{
    private readonly HashSet<int> _begun = [];
    private string _id = OpenAIAnswerWriter.IdOf(start.RequestId);

    public override void Write(IBufferWriter<byte> client, in ChatDelta delta)
    {
        if (delta.Kind == ChatDeltaKind.Start)
        {
            _id = delta.Id is { Length: > 0 } id ? OpenAIAnswerWriter.IdOf(id) : _id;
        }

        if (_begun.Add(delta.Answer))
        {
            Chunk(client, new ChatDelta(ChatDeltaKind.Start, Answer: delta.Answer));
        }

        // The vendor's seals on thoughts have no place in a chunk.
        if (delta.Kind is ChatDeltaKind.Text or ChatDeltaKind.Thinking or ChatDeltaKind.ToolCall or ChatDeltaKind.ToolArguments or ChatDeltaKind.Finish)
        {
            Chunk(client, delta);
        }
    }

    public override void End(IBufferWriter<byte> client, in UsageReport usage)
    {
        if (start.Facts.WantsUsage)
        {
            using var json = Open(client);
            json.WriteStartArray("choices");
            json.WriteEndArray();
            OpenAIAnswerWriter.WriteUsage(json, usage);
            Close(client, json);
        }

        client.Write(OpenAIChunks.Done.Span);
    }

    private void Chunk(IBufferWriter<byte> client, in ChatDelta delta)
    {
        using var json = Open(client);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", delta.Answer);
        json.WriteStartObject("delta");
        WriteDelta(json, delta);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", delta.Kind == ChatDeltaKind.Finish ? OpenAIAnswerWriter.FinishOf(delta.Reason) : null);
        json.WriteEndObject();
        json.WriteEndArray();
        if (start.Facts.WantsUsage)
        {
            json.WriteNull("usage");
        }

        Close(client, json);
    }

    private static void WriteDelta(Utf8JsonWriter json, in ChatDelta delta)
    {
        switch (delta.Kind)
        {
            case ChatDeltaKind.Start:
                json.WriteString("role", "assistant");
                json.WriteString("content", "");
                break;
            case ChatDeltaKind.Text:
                json.WriteString("content", delta.Text);
                break;
            case ChatDeltaKind.Thinking:
                json.WriteString("reasoning_content", delta.Text);
                break;
            case ChatDeltaKind.ToolCall or ChatDeltaKind.ToolArguments:
                WriteCall(json, delta);
                break;
        }
    }

    private static void WriteCall(Utf8JsonWriter json, in ChatDelta delta)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", delta.Tool);
        if (delta.Kind == ChatDeltaKind.ToolCall)
        {
            json.WriteString("id", delta.Id);
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        if (delta.Kind == ChatDeltaKind.ToolCall)
        {
            json.WriteString("name", delta.Name);
        }

        json.WriteString("arguments", delta.Kind == ChatDeltaKind.ToolCall ? "" : delta.Text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private Utf8JsonWriter Open(IBufferWriter<byte> client)
    {
        client.Write("data: "u8);
        var json = new Utf8JsonWriter(client, ChatJson.Options);
        json.WriteStartObject();
        json.WriteString("id", _id);
        json.WriteString("object", "chat.completion.chunk");
        json.WriteNumber("created", start.Now.ToUnixTimeSeconds());
        json.WriteString("model", start.Facts.Model);
        return json;
    }

    private static void Close(IBufferWriter<byte> client, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        client.Write("\n\n"u8);
    }
}
