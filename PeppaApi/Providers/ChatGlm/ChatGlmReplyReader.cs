using System.Text;
using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>Reads a reply that came in one piece: errors come so, too, with status 200.</summary>
internal static class ChatGlmReplyReader
{
    public static ReplyReading Read(ReadOnlySpan<byte> body, OutputText output)
    {
        try
        {
            using var document = ChatFields.Parse(body);
            var root = document.RootElement;
            if (ChatGlmErrorReader.IsError(root) || ChatFields.Member(root, "data") is not { } data)
            {
                return new ReplyReading(true, true, null);
            }

            Encoding.UTF8.GetBytes(ChatGlmAnswerReader.TextOf(data) ?? "", output.Writer);
            return new ReplyReading(true, false, UsageOf(data));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The usage that stands in an object, in OpenAI's words.</summary>
    public static UsageReport? UsageOf(JsonElement holder)
    {
        if (ChatFields.Member(holder, "usage") is not { ValueKind: JsonValueKind.Object } usage)
        {
            return null;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(usage.GetRawText()));
        reader.Read();
        return OpenAIUsageReader.Read(ref reader);
    }
}
