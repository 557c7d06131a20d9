using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.Hunyuan.Hyllm;

/// <summary>Puts key and times into the body and signs its fields, by name, with the messages as they read and not as JSON writes them (vendors/tencent-hunyuan.md, 2.1).</summary>
internal static class HyllmSignature
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = RequestValues.MaxDepth };

    public static byte[] Sign(HttpRequestMessage call, byte[] body, string secret, DateTimeOffset now, string query)
    {
        if (JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = RequestValues.MaxDepth }) is not JsonObject fields)
        {
            return body;
        }

        var (application, id, key) = HunyuanSignature.Key(secret);
        fields["app_id"] = long.TryParse(application, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        fields["secret_id"] = id;
        fields["timestamp"] = now.ToUnixTimeSeconds();
        fields["expired"] = (now + Lifetime).ToUnixTimeSeconds();
        fields["query_id"] = query;
        var signed = string.Join('&', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={Plain(field.Value)}"));
        var address = call.RequestUri!;
        var signature = Hmac(key, $"{address.Authority}{address.AbsolutePath}?{signed}");
        call.Headers.TryAddWithoutValidation("Authorization", signature);
        return JsonSerializer.SerializeToUtf8Bytes(fields, Relaxed);
    }

    private static string Plain(JsonNode? value) => value switch
    {
        JsonArray messages => $"[{string.Join(',', messages.Select(message => $$"""{"role":"{{message!["role"]}}","content":"{{message["content"]}}"}"""))}]",
        null => "",
        _ => value.ToString(),
    };

    // The vendor wants SHA-1 here; as a keyed hash it is still sound.
#pragma warning disable CA5350
    private static string Hmac(string key, string text) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
}
