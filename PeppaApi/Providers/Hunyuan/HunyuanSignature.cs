using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeppaApi.Providers.Hunyuan;

/// <summary>Signs a call for the cloud API, TC3-HMAC-SHA256: over the very bytes of the body, with the date of UTC (vendors/tencent-hunyuan.md, 1.1).</summary>
internal static class HunyuanSignature
{
    private const string Signed = "content-type;host;x-tc-action";

    public static byte[] Sign(HttpRequestMessage call, byte[] body, string secret, DateTimeOffset now)
    {
        var (_, id, key) = Key(secret);
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var date = now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var scope = $"{date}/hunyuan/tc3_request";
        var canonical = $"POST\n{call.RequestUri!.AbsolutePath}\n\ncontent-type:{call.Content!.Headers.ContentType}\nhost:{call.RequestUri.Authority}\n"
            + $"x-tc-action:{string.Concat(call.Headers.GetValues("X-TC-Action")).ToLowerInvariant()}\n\n{Signed}\n{Hash(body)}";
        var signature = Hmac(
            Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("TC3" + key), date), "hunyuan"), "tc3_request"),
            $"TC3-HMAC-SHA256\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}");
        call.Headers.TryAddWithoutValidation("X-TC-Timestamp", time);
        call.Headers.TryAddWithoutValidation(
            "Authorization", $"TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={Signed}, Signature={Convert.ToHexStringLower(signature)}");
        return body;
    }

    /// <summary>A key in its parts.</summary>
    public static (string Application, string SecretId, string SecretKey) Key(string secret)
    {
        var parts = KeyParts.Of(secret, '|', 3);
        return (parts[0], parts[1], parts[2]);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
