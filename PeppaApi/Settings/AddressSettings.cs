using System.Collections.Frozen;
using System.Net;
using System.Text.Json.Serialization;

namespace PeppaApi.Settings;

/// <summary>What an address of the relay is for.</summary>
public enum AddressKind
{
    Main = 0,

    /// <summary>For servers outside the country of the main one.</summary>
    Abroad = 1,

    /// <summary>Its host name is a reseller host: see <see cref="ResellerHosts"/>.</summary>
    Reseller = 2,
}

/// <summary>One address under which programs reach the relay.</summary>
/// <param name="Address">Such as <c>https://api.example.com</c>, without a path.</param>
/// <param name="Note">For whom it is. Where one of the two languages is empty the other stands in.</param>
/// <param name="Shown">Whether users see it; the host name of a single reseller concerns nobody else.</param>
public sealed record RelayAddress(string Address, AddressKind Kind, string Note = "", string ChineseNote = "", bool Shown = true);

/// <summary>The public addresses of the relay, in the order in which they are shown.</summary>
public sealed record AddressSettings(IReadOnlyList<RelayAddress> Addresses) : IOperatorSettings<AddressSettings>
{
    private const int Most = 20;
    private const int LongestNote = 200;
    private FrozenSet<string>? _resellerHosts;

    public static string Name => "addresses";

    public static AddressSettings Default { get; } = new([]);

    /// <summary>International names in ASCII, as they travel.</summary>
    [JsonIgnore]
    internal FrozenSet<string> ResellerHosts => _resellerHosts ??= Hosts(AddressKind.Reseller);

    public AddressSettings Checked()
    {
        RelayAddress[] addresses = [.. (Addresses ?? []).Select(Checked)];
        InputException.Require(addresses.Length <= Most, "addresses", $"At most {Most} addresses.");
        InputException.Require(
            addresses.Select(address => address.Address).Distinct(StringComparer.OrdinalIgnoreCase).Count() == addresses.Length, "addresses", "An address is in the list twice.");
        var settings = new AddressSettings(addresses);
        var both = settings.ResellerHosts.Intersect(settings.Hosts(AddressKind.Main, AddressKind.Abroad)).FirstOrDefault();
        InputException.Require(both is null, "addresses", $"{both} cannot be a reseller host and another address at once.");
        return settings;
    }

    private static RelayAddress Checked(RelayAddress wanted)
    {
        var address = wanted?.Address?.Trim().TrimEnd('/') ?? "";
        InputException.Require(SiteSettings.IsAddress(address), "addresses", $"'{address}' is no address: it begins with https:// or http:// and names a host, without a path.");
        InputException.Require(Enum.IsDefined(wanted!.Kind), "addresses", "The kind is main, abroad or reseller.");
        // There is always a way back to the site.
        var host = HostOf(address);
        InputException.Require(
            wanted.Kind != AddressKind.Reseller || (!IPAddress.TryParse(host.Trim('[', ']'), out _) && host != "localhost"),
            "addresses",
            "A reseller host is a name, not localhost and no IP address: under those you always find the site.");
        var (note, chinese) = (wanted.Note?.Trim() ?? "", wanted.ChineseNote?.Trim() ?? "");
        InputException.Require(note.Length <= LongestNote && chinese.Length <= LongestNote, "addresses", $"A note has at most {LongestNote} characters.");
        return new RelayAddress(address, wanted.Kind, note, chinese, wanted.Shown);
    }

    private static string HostOf(string address) => new Uri(address).IdnHost.TrimEnd('.').ToLowerInvariant();

    private FrozenSet<string> Hosts(params AddressKind[] kinds) =>
        Addresses.Where(address => kinds.Contains(address.Kind)).Select(address => HostOf(address.Address)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
