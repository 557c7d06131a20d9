using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>Reads an answer, for a client of another dialect: its text is JSON within JSON (vendors/zhipu-chatglm.md, 2.2).</summary>
internal static class ChatGlmAnswerReader
{
    public static ChatReply Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var data = ChatFields.Member(document.RootElement, "data") ?? throw new JsonException();
        var reply = new ChatReply { Id = ChatFields.Text(data, "task_id") ?? "" };
        reply.Answers.Add(new ChatAnswer(TextOf(data) is { Length: > 0 } text ? [new TextPart(text)] : [], ChatFinish.Stop));
        return reply;
    }

    public static string? TextOf(JsonElement data) =>
        ChatFields.Member(data, "choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0 && ChatFields.Text(choices[0], "content") is { } content
            ? Decode(content)
            : ChatFields.Text(data, "outputText");

    private static string Decode(string content)
    {
        if (content.Length < 2 || content[0] != '"' || content[^1] != '"')
        {
            return content.Trim();
        }

        try
        {
            return (JsonSerializer.Deserialize<string>(content) ?? "").Trim();
        }
        catch (JsonException)
        {
            return content[1..^1].Trim();
        }
    }
}
