using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>What links in mails carry: good for half an hour, for one purpose, until the user's security stamp changes.</summary>
internal sealed class ShortLivedTokens(
    IDataProtectionProvider protection, IOptions<ShortLivedTokens.Settings> options, ILogger<DataProtectorTokenProvider<User>> logger)
    : DataProtectorTokenProvider<User>(protection, options, logger)
{
    public const string Provider = "ShortLived";

    internal sealed class Settings : DataProtectionTokenProviderOptions
    {
        public Settings() => (Name, TokenLifespan) = (Provider, TimeSpan.FromMinutes(30));
    }
}
