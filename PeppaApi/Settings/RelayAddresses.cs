using System.Globalization;

namespace PeppaApi.Settings;

/// <param name="Note">In the reader's language; empty where there is none.</param>
public sealed record ShownAddress(string Address, AddressKind Kind, string Note);

/// <summary>The addresses that users are told, wherever they copy one.</summary>
public sealed class RelayAddresses(OperatorSettings settings, SiteAddress site)
{
    /// <summary>Never empty: without a main address in the list, it is the site's own.</summary>
    /// <param name="visited">Where the reader sees the site, for as long as no operator has said where it is.</param>
    public IReadOnlyList<ShownAddress> For(string visited)
    {
        ShownAddress[] listed = [.. settings.Get<AddressSettings>().Addresses.Where(address => address.Shown).Select(address => new ShownAddress(address.Address, address.Kind, Note(address)))];
        return listed.Any(address => address.Kind == AddressKind.Main)
            ? listed
            : [new ShownAddress((site.IsSet ? site.Base.ToString() : visited).TrimEnd('/'), AddressKind.Main, ""), .. listed];
    }

    /// <summary>The one to put into examples.</summary>
    public string Main(string visited) => For(visited).First(address => address.Kind == AddressKind.Main).Address;

    private static string Note(RelayAddress address)
    {
        var (first, second) = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? (address.ChineseNote, address.Note) : (address.Note, address.ChineseNote);
        return first.Length > 0 ? first : second;
    }
}
