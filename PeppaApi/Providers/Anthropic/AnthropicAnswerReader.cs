using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Reads a message whole, for a client of another dialect (vendors/anthropic.md, 3 and 6.1).</summary>
internal static class AnthropicAnswerReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        List<ChatPart> parts = ChatFields.Member(root, "content") is { ValueKind: JsonValueKind.Array } content
            ? [.. content.EnumerateArray().Select(ReadBlock).OfType<ChatPart>()]
            : [];
        var reply = new ChatReply { Id = ChatFields.Text(root, "id") ?? "" };
        reply.Answers.Add(new ChatAnswer(parts, FinishOf(ChatFields.Text(root, "stop_reason")), ChatFields.Text(root, "stop_sequence")));
        return reply;
    }

    public static ChatFinish FinishOf(string? reason) => reason switch
    {
        "max_tokens" or "model_context_window_exceeded" => ChatFinish.Length,
        "tool_use" => ChatFinish.ToolCalls,
        "refusal" => ChatFinish.Filter,
        "stop_sequence" => ChatFinish.StopSequence,
        _ => ChatFinish.Stop,
    };

    private static ChatPart? ReadBlock(JsonElement block) => ChatFields.Text(block, "type") switch
    {
        "text" => new TextPart(ChatFields.Text(block, "text") ?? ""),
        "thinking" => new ThinkingPart(ChatFields.Text(block, "thinking") ?? "", ChatFields.Text(block, "signature")),
        "redacted_thinking" => new ThinkingPart("", null, ChatFields.Text(block, "data")),
        "tool_use" => new ToolCallPart(
            ChatFields.Text(block, "id") ?? "",
            ChatFields.Text(block, "name") ?? "",
            ChatFields.Member(block, "input") is { } input ? ChatJson.Compact(input) : "{}"),
        _ => null,
    };
}
