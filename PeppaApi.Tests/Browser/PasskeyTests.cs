using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data.Entities;

namespace PeppaApi.Tests.Browser;

/// <summary>A passkey, with the browser's virtual authenticator.</summary>
public sealed class PasskeyTests(SiteTour tour) : IClassFixture<SiteTour>
{
    [Fact]
    public async Task Passkey_AddedAndRenamed_SignsIn_UntilItIsRemoved()
    {
        // A passkey belongs to a name, not to an address in numbers.
        var site = tour.Bed.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var page = await tour.OpenAsync("en", 390, dark: false, site);
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
        await SiteTour.LogInAsync(page, "some");
        await page.GotoAsync("/setting/security");
        await page.FillAsync("#passkey-name", "test device");
        await page.ClickAsync("form[data-passkey=create] button[type=submit]");
        var name = page.Locator(".peppa-item input[name=Name]");
        await Assertions.Expect(name).ToHaveValueAsync("test device");
        await name.FillAsync("my <b>phone</b>");
        await page.Locator(".peppa-item").First.GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(page.Locator(".peppa-item input[name=Name]")).ToHaveValueAsync("my <b>phone</b>");

        await page.Context.ClearCookiesAsync();
        await LogInByPasskeyAsync(page);
        await page.Locator(".peppa-head h1").WaitForAsync();
        var (items, _) = await tour.Bed.Services.GetRequiredService<SignInHistory>().ListAsync(tour.Bed.UserId, 1, 1);
        Assert.Equal((SignInMethod.Passkey, SignInResultKind.SignedIn), (items[0].Method, items[0].Result));

        await page.GotoAsync("/setting/security");
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.Locator(".peppa-item").First.GetByRole(AriaRole.Button).Last.ClickAsync();
        await Assertions.Expect(page.Locator(".peppa-item input[name=Name]")).ToHaveCountAsync(0);
        await page.Context.ClearCookiesAsync();
        await LogInByPasskeyAsync(page);
        await Assertions.Expect(page.Locator(".peppa-error[role=alert]").First).ToBeVisibleAsync();
        Assert.Contains("/login", page.Url, StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    private static async Task LogInByPasskeyAsync(IPage page)
    {
        await page.GotoAsync("/login");
        await page.ClickAsync("form[data-passkey=get] button[type=submit]");
    }
}
