using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Counts the input tokens of a request that <see cref="GeminiRequestReader"/> has accepted. The vendor's tokenizer is not public:
/// this is an estimate by the nearest one.
/// </summary>
internal static class GeminiInputCounter
{
    private const int PerContent = 3;

    // A base64 document: about one token for six bytes, as pages of text come out; sound and films are far longer than their tokens.
    private const int BytesPerDocumentToken = 6;
    private const int BytesPerFilmToken = 200;

    public static long Count(TokenCounter counter, GeminiRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        return request.FetchedInput + new Counting(counter, request.Model).Request(document.RootElement);
    }

    private readonly record struct Counting(TokenCounter Counter, string Model)
    {
        public long Request(JsonElement root)
        {
            long total = 0;
            foreach (var member in root.EnumerateObject())
            {
                total += GeminiNames.CamelOf(member.Name) switch
                {
                    "contents" => member.Value.EnumerateArray().Sum(Content),
                    "content" or "systemInstruction" => Content(member.Value),
                    "requests" => member.Value.EnumerateArray().Sum(Request),
                    "generateContentRequest" => Request(member.Value),
                    "tools" when member.Value.ValueKind == JsonValueKind.Array => Text(member.Value.GetRawText()),
                    _ => 0,
                };
            }

            return total;
        }

        private long Content(JsonElement content) =>
            ChatFields.Member(content, "parts") is { ValueKind: JsonValueKind.Array } parts ? PerContent + parts.EnumerateArray().Sum(Part) : 0;

        private long Part(JsonElement part)
        {
            if (ChatFields.Text(part, "text") is { } text)
            {
                return Text(text);
            }

            return GeminiNames.Member(part, "inlineData") is { } data ? Media(data)
                : GeminiNames.Member(part, "fileData") is { } file ? IsImage(file) ? ImageTokens.Count(Model, null, lowDetail: false) : 0
                : Text(part.GetRawText());
        }

        private long Media(JsonElement media)
        {
            var data = ChatFields.Text(media, "data") ?? "";
            return IsImage(media) ? ImageTokens.Count(Model, ImageSize.OfDataUrl(DataUrl.Write("image/any", data)), lowDetail: false)
                : data.Length / (IsFilm(media) ? BytesPerFilmToken : BytesPerDocumentToken);
        }

        private static bool IsImage(JsonElement media) => GeminiNames.Text(media, "mimeType")?.StartsWith("image/", StringComparison.Ordinal) == true;

        private static bool IsFilm(JsonElement media) =>
            GeminiNames.Text(media, "mimeType") is { } type
            && (type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal));

        private long Text(string text) => Counter.CountText(Model, text);
    }
}
