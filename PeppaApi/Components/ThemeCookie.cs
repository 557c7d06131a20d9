namespace PeppaApi.Components;

/// <summary>The visitor's choice of light or dark; until they choose, their system's, which the browser finds out itself.</summary>
internal static class ThemeCookie
{
    public const string Name = "peppa.theme";
    public const string Dark = "dark";

    public static string Read(HttpContext? context) =>
        context?.Request.Cookies[Name] is { } value and ("dark" or "light") ? value : "system";
}
