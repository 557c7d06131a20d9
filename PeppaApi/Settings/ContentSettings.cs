using System.Text.Json.Serialization;

namespace PeppaApi.Settings;

/// <param name="Address">A page of the site, beginning with <c>/</c>, or a whole address with https, http or mailto.</param>
public sealed record ContentLink(TwoTexts Name, string Address);

/// <summary>What operators write on the site: all of it Markdown, except for the headline and the names of links.</summary>
/// <param name="Headline">Of the home page; empty is the shipped one.</param>
/// <param name="Home">Below it; empty is the shipped one.</param>
/// <param name="Notice">One line above every page; empty is none.</param>
/// <param name="Logo">A picture in base64; empty is none, and the site's name stands alone.</param>
public sealed record ContentSettings(TwoTexts Headline, TwoTexts Home, TwoTexts Notice, TwoTexts Footer, IReadOnlyList<ContentLink> Links, string Logo = "") : IOperatorSettings<ContentSettings>
{
    public const int LongestHeadline = 100;
    public const int LongestHome = 20_000;
    public const int LongestNotice = 500;
    public const int LongestFooter = 2_000;
    public const int MostLinks = 12;
    private const int LongestName = 40;
    private const int LongestAddress = 500;
    private LogoImage? _image;

    public static string Name => "content";

    public static ContentSettings Default { get; } = new(TwoTexts.None, TwoTexts.None, TwoTexts.None, TwoTexts.None, []);

    /// <summary>None where there is no logo.</summary>
    [JsonIgnore]
    public LogoImage? Image => Logo.Length == 0 ? null : _image ??= LogoImage.Parse(Logo);

    public ContentSettings Checked()
    {
        var links = (Links ?? []).Select(Checked).ToArray();
        InputException.Require(links.Length <= MostLinks, "links", $"At most {MostLinks} links.");
        var logo = Logo?.Trim() ?? "";
        InputException.Require(logo.Length == 0 || LogoImage.Parse(logo) is not null, "logo", $"The logo is a PNG, JPEG or WebP picture of at most {LogoImage.Largest / 1024} KB.");
        return new ContentSettings(
            TwoTexts.Checked(Headline, LongestHeadline, "headline"),
            TwoTexts.Checked(Home, LongestHome, "home"),
            TwoTexts.Checked(Notice, LongestNotice, "notice"),
            TwoTexts.Checked(Footer, LongestFooter, "footer"),
            links,
            logo);
    }

    private static ContentLink Checked(ContentLink wanted)
    {
        var name = TwoTexts.Checked(wanted?.Name, LongestName, "links");
        var address = wanted?.Address?.Trim() ?? "";
        InputException.Require(!name.IsEmpty, "links", "Each link has a name in at least one language.");
        InputException.Require(IsLink(address), "links", $"'{address}' is no link: it begins with https://, http:// or mailto:, or with / for a page of this site.");
        return new ContentLink(name, address);
    }

    // Browsers read // and /\ as another host.
    private static bool IsLink(string address) => address.Length is > 0 and <= LongestAddress && !address.Any(char.IsControl)
        && (address[0] == '/'
            ? address.Length == 1 || address[1] is not ('/' or '\\')
            : Uri.TryCreate(address, UriKind.Absolute, out var link) && link.Scheme is "https" or "http" or "mailto");
}
