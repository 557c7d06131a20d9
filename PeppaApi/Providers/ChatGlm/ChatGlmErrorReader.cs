using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>Reads errors, which come with status 200, also where a stream was asked for (vendors/zhipu-chatglm.md, 2.4 and 4).</summary>
internal static class ChatGlmErrorReader
{
    private const string Unknown = "The upstream reported an error.";
    private const int Fine = 200;

    public static bool IsError(JsonElement root) =>
        ChatFields.Member(root, "success") is { ValueKind: JsonValueKind.False } || (CodeOf(root) is { } code && code != Fine);

    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            using var document = ChatFields.Parse(body);
            var root = document.RootElement;
            return IsError(root)
                ? new UpstreamError(KeyParts.Clean(ChatFields.Text(root, "msg") ?? Unknown, secret, '.'), null, null, CodeOf(root)?.ToString(System.Globalization.CultureInfo.InvariantCulture))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static UpstreamError? ReadEvent(ReadOnlySpan<byte> wholeEvent, string secret)
    {
        if (!ChatGlmEvent.Value(wholeEvent, "event"u8).SequenceEqual("error"u8))
        {
            return null;
        }

        var text = ChatGlmEvent.Text(wholeEvent);
        return Read(System.Text.Encoding.UTF8.GetBytes(text), secret) ?? new UpstreamError(KeyParts.Clean(text.Length > 0 ? text : Unknown, secret, '.'), null, null, null);
    }

    private static int? CodeOf(JsonElement root) =>
        ChatFields.Member(root, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : null;
}
