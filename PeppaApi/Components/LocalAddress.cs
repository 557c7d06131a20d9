namespace PeppaApi.Components;

/// <summary>Where to go after an act: only to a page of this site, whatever the address bar says.</summary>
internal static class LocalAddress
{
    public static string Or(string? wanted, string otherwise) =>
        wanted is ['/', ..] && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.StartsWith("/\\", StringComparison.Ordinal)
        && !wanted.Any(char.IsControl) && !wanted.StartsWith("/culture", StringComparison.OrdinalIgnoreCase)
            ? wanted
            : otherwise;
}
