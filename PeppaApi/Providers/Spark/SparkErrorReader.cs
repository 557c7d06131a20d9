using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Spark;

/// <summary>Reads errors: they come in a frame after a sound handshake, the first or a later one (vendors/xfyun-spark.md, 5).</summary>
internal static class SparkErrorReader
{
    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            using var document = ChatFields.Parse(body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array
                ? root.EnumerateArray().Select(frame => Find(frame, secret)).FirstOrDefault(error => error is not null)
                : Find(root, secret);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static UpstreamError? Find(JsonElement frame, string secret)
    {
        if (ChatFields.Member(frame, "header") is not { ValueKind: JsonValueKind.Object } header
            || ChatFields.Member(header, "code") is not { ValueKind: JsonValueKind.Number } code || code.GetRawText() == "0")
        {
            return null;
        }

        return new UpstreamError(KeyParts.Clean(ChatFields.Text(header, "message") ?? "The upstream reported an error.", secret, '|'), null, null, code.GetRawText());
    }
}
