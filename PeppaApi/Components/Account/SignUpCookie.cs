using PeppaApi.Accounts.SigningIn;

namespace PeppaApi.Components.Account;

/// <summary>What a browser keeps of a sign-up that it began, and of the invite by which it came.</summary>
internal static class SignUpCookie
{
    private const string Handle = "peppa.signup";
    private const string Invite = "peppa.invite";
    private const int LongestInvite = 20;

    public static string? ReadHandle(HttpContext context) => Read(context, Handle);

    public static void WriteHandle(HttpContext context, string handle) => Write(context, Handle, handle, TimeSpan.FromDays(3));

    public static void ForgetHandle(HttpContext context) => context.Response.Cookies.Delete(HostCookieManager.Name(context, Handle), Options(context, null));

    public static string? ReadInvite(HttpContext context) => Read(context, Invite) is { Length: <= LongestInvite } code ? code : null;

    /// <summary>Remembers the invite, for those who look around before they sign up.</summary>
    public static void WriteInvite(HttpContext context, string code)
    {
        if (code.Length <= LongestInvite && code.All(char.IsAsciiLetterOrDigit))
        {
            Write(context, Invite, code, TimeSpan.FromDays(30));
        }
    }

    private static string? Read(HttpContext context, string name) => context.Request.Cookies[HostCookieManager.Name(context, name)];

    private static void Write(HttpContext context, string name, string value, TimeSpan age) =>
        context.Response.Cookies.Append(HostCookieManager.Name(context, name), value, Options(context, age));

    private static CookieOptions Options(HttpContext context, TimeSpan? age) =>
        new() { MaxAge = age, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true };
}
