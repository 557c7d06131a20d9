using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PeppaApi.Providers.ChatGlm;

/// <summary>The token of a call: signed with the second part of the key, its times in milliseconds, which no library for such tokens gives (vendors/zhipu-chatglm.md, 1).</summary>
internal static class ChatGlmSignature
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(210);
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","sign_type":"SIGN"}"""u8);

    public static string Create(string secret, DateTimeOffset now)
    {
        var parts = KeyParts.Of(secret, '.', 2);
        var time = now.ToUnixTimeMilliseconds();
        var id = JsonEncodedText.Encode(parts[0], JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var payload = $$"""{"api_key":"{{id}}","exp":{{time + (long)Lifetime.TotalMilliseconds}},"timestamp":{{time}}}""";
        var signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(parts[1]), Encoding.UTF8.GetBytes(signed)))}";
    }
}
