using Microsoft.AspNetCore.Localization;

namespace PeppaApi.Components;

/// <summary>The language that somebody chose.</summary>
internal static class CultureCookie
{
    public static void Set(HttpContext context, string culture) => context.Response.Cookies.Append(
        CookieRequestCultureProvider.DefaultCookieName,
        CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
        new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });
}
