using Microsoft.AspNetCore.Authentication.Cookies;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>
/// Gives cookies the prefix <c>__Host-</c> where the site is reached by HTTPS, so that no neighbour below the same
/// domain can set them. Browsers take that prefix over HTTPS only.
/// </summary>
internal sealed class HostCookieManager : ICookieManager
{
    private readonly ChunkingCookieManager _inner = new();

    /// <summary>What a cookie is called in this request and its answer.</summary>
    public static string Name(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, Name(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _inner.DeleteCookie(context, Name(context, key), options);
}
