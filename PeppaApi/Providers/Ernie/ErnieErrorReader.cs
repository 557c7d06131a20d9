using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Ernie;

/// <summary>Reads errors, which come with status 200 (vendors/baidu-ernie.md, 2.7), and those of the token's address.</summary>
internal static class ErnieErrorReader
{
    private const string Unknown = "The upstream reported an error.";

    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            using var document = ChatFields.Parse(body);
            var root = document.RootElement;
            var (code, message) = ChatFields.Member(root, "error_code") is { ValueKind: JsonValueKind.Number } number && number.GetRawText() != "0"
                ? (number.GetRawText(), ChatFields.Text(root, "error_msg"))
                : (ChatFields.Text(root, "error"), ChatFields.Text(root, "error_description"));
            return code is null ? null : new UpstreamError(KeyParts.Clean(message ?? Unknown, secret, '|'), null, null, code);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static UpstreamFault? Judge(UpstreamError? error) => error?.Code switch
    {
        "110" or "111" => UpstreamFault.Token,
        "6" or "13" or "14" or "15" or "100" or "336004" or "invalid_client" => UpstreamFault.Key,
        "4" or "17" or "18" or "19" or "336501" or "336502" => UpstreamFault.Busy,
        "336001" or "336002" or "336003" or "336101" or "336103" or "336104" or "336105" => UpstreamFault.Request,
        "1" or "2" or "3" or "336000" or "336005" or "336100" => UpstreamFault.Upstream,
        _ => null,
    };
}
