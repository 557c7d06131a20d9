using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>From where somebody comes: shown to them and to operators, never used to let anybody in.</summary>
internal sealed record Visitor(string Address, string Device)
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("OPR/", "Opera"), ("MicroMessenger/", "WeChat"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    public static Visitor Of(HttpContext? context)
    {
        var address = context?.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return new Visitor(address?.ToString() ?? "", Describe(context?.Request.Headers.UserAgent.ToString() ?? ""));
    }

    /// <summary>Browser and system as people call them; for an unknown program the first word of what it says of itself.</summary>
    internal static string Describe(string userAgent)
    {
        var browser = Find(Browsers, userAgent);
        var system = Find(Systems, userAgent);
        var text = (browser, system) switch
        {
            (not null, not null) => $"{browser}, {system}",
            (null, null) => userAgent.Split([' ', '/'], 2)[0],
            _ => browser ?? system!,
        };
        text = string.Concat(text.Where(letter => !char.IsControl(letter)));
        return text.Length <= Session.DeviceLength ? text : text[..Session.DeviceLength];
    }

    private static string? Find((string Mark, string Name)[] known, string text) =>
        Array.Find(known, entry => text.Contains(entry.Mark, StringComparison.Ordinal)).Name;
}
