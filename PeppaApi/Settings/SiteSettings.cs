namespace PeppaApi.Settings;

/// <summary>What the site is called and where it is reached.</summary>
/// <param name="Address">Such as <c>https://api.example.com</c>; links in mails begin with it. Empty is where the process listens.</param>
public sealed record SiteSettings(string SiteName, string Address) : IOperatorSettings<SiteSettings>
{
    private const int LongestName = 60;
    private const int LongestAddress = 200;

    public static string Name => "site";

    public static SiteSettings Default { get; } = new("PeppaApi", "");

    public SiteSettings Checked()
    {
        // JSON can bring null where the type says it cannot be.
        var name = SiteName?.Trim() ?? "";
        var address = Address?.Trim().TrimEnd('/') ?? "";
        InputException.Require(name.Length is > 0 and <= LongestName && !name.Any(char.IsControl), "siteName", $"The site's name has 1 to {LongestName} characters.");
        InputException.Require(address.Length == 0 || IsAddress(address), "address", "The address begins with https:// or http:// and names a host, without a path: https://api.example.com");
        return new SiteSettings(name, address);
    }

    internal static bool IsAddress(string text) =>
        text.Length <= LongestAddress && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "https" or "http" && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
