using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeppaApi.Providers.Spark;

/// <summary>Signs an address; it is good for five minutes (vendors/xfyun-spark.md, 2).</summary>
internal static class SparkSignature
{
    public static Uri Sign(Uri address, in UpstreamAccess access)
    {
        var parts = KeyParts.Of(access.Secret, '|', 3);
        var (apiSecret, apiKey) = (parts[1], parts[2]);
        var date = access.Now.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        var origin = $"host: {address.Authority}\ndate: {date}\nGET {address.AbsolutePath} HTTP/1.1";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(apiSecret), Encoding.UTF8.GetBytes(origin)));
        var authorization = $"api_key=\"{apiKey}\", algorithm=\"hmac-sha256\", headers=\"host date request-line\", signature=\"{signature}\"";
        return new Uri($"{address.GetLeftPart(UriPartial.Path)}?authorization={Escape(Convert.ToBase64String(Encoding.UTF8.GetBytes(authorization)))}&date={Escape(date)}&host={Escape(address.Authority)}");
    }

    private static string Escape(string value) => Uri.EscapeDataString(value);
}
