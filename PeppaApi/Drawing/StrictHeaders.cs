namespace PeppaApi.Drawing;

/// <summary>Headers for bytes that an upstream made: they are what their type says and nothing else, and nobody but the owner keeps them.</summary>
internal static class StrictHeaders
{
    public static void Set(HttpResponse response, string type, long? length, bool isFinal)
    {
        response.ContentType = type;
        response.ContentLength = length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = isFinal ? "private, max-age=3600" : "no-store";
    }
}
