namespace PeppaApi.Accounts.External;

/// <summary>Where a provider is: what goes there proves who somebody is, so it goes encrypted or stays on the machine.</summary>
internal static class ProviderAddress
{
    public static bool IsUsable(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    public static string Origin(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);
}
