using System.Security.Cryptography;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tokens;

namespace PeppaApi.Hosting.Demo;

/// <summary>What a visitor of the demo finds ready: an operator, credit, a channel to the sample upstream, a token.</summary>
internal sealed record DemoData(string Password, string TokenKey)
{
    public const string UserName = "demo";
    private const long Gift = 5 * Credit.PerDollar;

    public static string NewPassword() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16);

    /// <summary>The operator, as settings: the way that scripts take.</summary>
    public static string[] Settings(string password) =>
    [
        $"--Bootstrap:Admin:UserName={UserName}",
        "--Bootstrap:Admin:Email=demo@example.com",
        $"--Bootstrap:Admin:Password={password}",
        // The sample upstream is on this machine.
        "--Relay:AllowedPrivateHosts:0=127.0.0.1",
    ];

    public static async Task<DemoData> CreateAsync(IServiceProvider services, string password, string upstream)
    {
        var user = (await services.GetRequiredService<UserService>().ListAsync(UserName, 1, 1)).Items[0];
        await services.GetRequiredService<CreditLedger>().GrantAsync(new NewGrant(user.Id, GrantKind.Gift, Gift, null, "Demo credit"));
        await services.GetRequiredService<ChannelService>().CreateAsync(new ChannelSpec(
            "Sample upstream", "openai", upstream, [SampleUpstream.Key], SampleUpstream.Models, null, [Group.Default, "vip", "svip"],
            Priority: 0, Weight: 1, Enabled: true, CostMultiplier: 0, ClientGonePolicy.Drain));
        var token = await services.GetRequiredService<TokenService>().CreateAsync(user.Id, new TokenSpec("Demo", null, null, [], []));
        return new DemoData(password, token.Key);
    }
}
