using System.Net;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Counts failed sign-ins by what was typed as the name, known or not, and by address. Safe for any thread.</summary>
internal sealed class SignInLimiter(InstallationSecret secret, TimeProvider time)
{
    public const int PerName = 10;
    public const int PerAddress = 50;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly WindowLimiter<string> _names = new(PerName, Window, time);
    private readonly WindowLimiter<IPAddress> _addresses = new(PerAddress, Window, time);

    public bool MayTry(string name, IPAddress? address) => _names.MayTry(Key(name)) && (address is null || _addresses.MayTry(ClientNetwork.Of(address)));

    public void Count(string name, IPAddress? address)
    {
        _names.Count(Key(name));
        if (address is not null)
        {
            _addresses.Count(ClientNetwork.Of(address));
        }
    }

    // What was typed may be a password: only its hash is kept, and no longer than the window.
    private string Key(string name) => secret.Hash(name.ToUpperInvariant());
}
